// What every page of the desk can do. Pages work without it; with it they are live and quick.

import { listen } from "./live.js";
import { keys } from "./keys.js";
import { all } from "./all.js";
import { copying } from "./copy.js";
import { palette } from "./palette.js";

listen();
keys();
all();
palette();
copying();

// On a phone the places are wider than the screen: the one that is here is in sight.
const nav = document.querySelector(".top nav"), place = nav.querySelector("[aria-current]");
if (place) nav.scrollLeft = place.offsetLeft - nav.offsetLeft - (nav.clientWidth - place.offsetWidth) / 2;

// The menu goes away as soon as something else is wanted.
const menu = document.querySelector("details.menu");
document.addEventListener("pointerdown", ({ target }) => { if (!menu.contains(target)) menu.open = false; });
menu.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
