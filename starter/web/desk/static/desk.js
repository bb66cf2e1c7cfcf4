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

// The menu goes away as soon as something else is wanted.
const menu = document.querySelector("details.menu");
document.addEventListener("pointerdown", ({ target }) => { if (!menu.contains(target)) menu.open = false; });
menu.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
