// The board: keys between and within columns, columns that stay as they were left, more cards in
// place, and in the title how much is new since the page was last looked at.

import { isFree } from "./keys.js";
import { select } from "./select.js";

const FOLDED = "huiyin-board";
const board = document.querySelector(".board");
const columns = () => [...board.querySelectorAll(".column[open]")].filter((each) => cards(each).length);
const cards = (column) => [...column.querySelectorAll("a.row-link, a.more")];
const chosen = JSON.parse(localStorage.getItem(FOLDED) ?? "{}");
let news = 0;

select();
fold();
// Before the keys of every page, for which all cards are one list.
document.addEventListener("keydown", walk, true);
board.addEventListener("click", (event) => {
  const summary = event.target.closest("summary"), more = event.target.closest("a.more");
  if (summary) remember(summary.parentElement);
  if (more && !event.ctrlKey && !event.metaKey) { event.preventDefault(); show(more); }
});
document.addEventListener("huiyin:replaced", ({ detail }) => {
  fold();
  if (document.hidden) news += detail.querySelectorAll(".changed").length;
  board.dataset.count = news;
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  board.dataset.count = news = 0;
  document.title = document.title.replace(/^\(\d+\) /, "");
});

function walk(event) {
  if (!"hljk".includes(event.key) || !isFree(event)) return;
  const column = document.activeElement?.closest(".column"), every = columns();
  const own = column ? cards(column) : [], here = document.activeElement;
  const at = own.indexOf(here?.closest("[data-row]")?.querySelector("a.row-link") ?? here);
  const to = { h: -1, l: 1 }[event.key];
  const there = at < 0 ? every[0] : to ? every[every.indexOf(column) + to] : column;
  const next = at < 0 ? 0 : to ? Math.min(at, (there ? cards(there) : []).length - 1) : at + (event.key === "j" ? 1 : -1);
  if (there) cards(there)[next]?.focus();
  event.preventDefault();
  event.stopPropagation();
}

// A column is open if there are cards in it, unless somebody chose otherwise.
function fold() {
  for (const column of board.querySelectorAll(".column")) {
    const { cases } = column.querySelector("summary").dataset;
    column.open = chosen[column.dataset.column] ?? cases !== "0";
  }
}

function remember(column) {
  chosen[column.dataset.column] = !column.open;
  localStorage.setItem(FOLDED, JSON.stringify(chosen));
}

// The address says how much is shown, so that it stays when the page is fetched anew.
async function show(more) {
  const answer = await fetch(more.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return location.assign(more.href);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const old = more.closest(".cards"), known = old.querySelectorAll("[data-row]").length;
  const now = document.adoptNode(fresh.getElementById(old.id));
  history.replaceState(history.state, "", more.href.split("#")[0]);
  old.replaceWith(now);
  for (const other of board.querySelectorAll(".cards a.more"))
    other.href = fresh.querySelector(`#${other.closest(".cards").id} a.more`)?.href ?? other.href;
  document.dispatchEvent(new CustomEvent("huiyin:replaced", { detail: now }));
  now.querySelectorAll("a.row-link")[known]?.focus();
}
