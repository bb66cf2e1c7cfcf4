// Keys: whatever is marked `data-key` is pressed by it, or brought to hand if it is a field.
// j and k walk through lists, Enter opens, x ticks, X ticks all; `?` shows the keys of the page.

import { head } from "./all.js";

const PATIENCE = 1200, OFF = "huiyin-keys-off";
const SAME = { "\uff1f": "?", "\uff0f": "/", "\u3001": "/" };
const FIELD = "input:not([type=checkbox],[type=radio]),textarea,select,[contenteditable]";
let first = "", timer = 0;

export function keys() {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.activeElement?.matches(FIELD)) return document.activeElement.blur();
    if (!isFree(event)) return;
    const key = SAME[event.key] ?? event.key, typed = first ? `${first} ${key}` : key;
    if (press(typed) || walk(key) || pick(key)) { event.preventDefault(); return forget(); }
    const begins = [...document.querySelectorAll("[data-key]")].some((e) => e.dataset.key.startsWith(`${typed} `));
    forget();
    if (begins) { first = typed; timer = setTimeout(forget, PATIENCE); }
  });
  for (const opener of document.querySelectorAll("[data-opens]"))
    opener.addEventListener("click", () => open(opener.dataset.opens));
  const on = document.getElementById("keys-on");
  on.checked = !localStorage.getItem(OFF);
  on.addEventListener("change", () => (on.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
}

// Whether a key is nobody else's: no shortcut of the browser, nothing that is typed into a field.
export function isFree(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || localStorage.getItem(OFF)) return false;
  return !event.target.closest?.(FIELD) && !document.querySelector("dialog[open]");
}

// To act on something is to fill it in, if it is a field, and else to press it.
export function act(on) {
  if (on.matches(FIELD)) on.focus();
  else on.click();
}

function forget() {
  clearTimeout(timer);
  first = "";
}

function press(typed) {
  const found = [...document.querySelectorAll(`[data-key="${CSS.escape(typed)}"]`)].find((e) => !e.disabled);
  if (!found) return false;
  if (found.closest("details:not([open])") || found.checkVisibility()) act(found);
  return true;
}

function pick(key) {
  const here = document.activeElement;
  const box = key === "X" ? head(here) : key === "x" && here?.closest("[data-row]")?.querySelector("input[type=checkbox]");
  box?.click?.();
  return Boolean(box);
}

function walk(key) {
  const step = { j: 1, k: -1 }[key];
  if (!step) return false;
  const links = [...document.querySelectorAll("[data-row] a.row-link, .results [data-row] a.number")].filter((each) => each.checkVisibility());
  const row = document.activeElement?.closest("[data-row]");
  const at = links.findIndex((each) => row?.contains(each));
  links[at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step]?.focus();
  return true;
}

function open(id) {
  const dialog = document.getElementById(id);
  if (id === "keys") fill(dialog);
  if (id === "palette") dialog.dispatchEvent(new Event("huiyin:open"));
  else dialog.showModal();
}

function fill(dialog) {
  // A page that handles keys by itself names them in `data-keys`.
  const every = [...document.querySelectorAll("[data-key],[data-keys]")];
  const rows = every.map((e) => [e.dataset.key ?? e.dataset.keys, e.dataset.keyLabel ?? e.textContent.trim()]);
  dialog.querySelector("dl").replaceChildren(...rows.flatMap(([key, label]) => {
    const name = document.createElement("dt"), what = document.createElement("dd");
    for (const part of key.split(" ")) name.append(Object.assign(document.createElement("kbd"), { textContent: part }), " ");
    what.textContent = label;
    return [name, what];
  }));
}
