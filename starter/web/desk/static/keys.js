// Keys: whatever is marked `data-key` is pressed by it, or brought to hand if it is a field.
// j and k walk through lists, Enter opens; `?` shows the keys of the page.

const PATIENCE = 1200;
const FIELD = "input:not([type=checkbox],[type=radio]),textarea,select,[contenteditable]";
let first = "", timer = 0;

export function keys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape" && document.activeElement?.matches(FIELD)) return document.activeElement.blur();
    if (event.target.closest(FIELD) || document.querySelector("dialog[open]")) return;
    const typed = first ? `${first} ${event.key}` : event.key;
    if (press(typed) || walk(event.key)) { event.preventDefault(); return forget(); }
    const begins = [...document.querySelectorAll("[data-key]")].some((e) => e.dataset.key.startsWith(`${typed} `));
    forget();
    if (begins) { first = typed; timer = setTimeout(forget, PATIENCE); }
  });
  for (const opener of document.querySelectorAll("[data-opens]"))
    opener.addEventListener("click", () => open(opener.dataset.opens));
}

function forget() {
  clearTimeout(timer);
  first = "";
}

function press(typed) {
  const found = [...document.querySelectorAll(`[data-key="${CSS.escape(typed)}"]`)].find((e) => !e.disabled);
  if (!found) return false;
  if (found.matches(FIELD)) found.focus();
  else if (found.closest("details:not([open])") || found.checkVisibility()) found.click();
  return true;
}

function walk(key) {
  const step = { j: 1, k: -1 }[key];
  if (!step) return false;
  const links = [...document.querySelectorAll("[data-row] a.row-link")];
  const at = links.indexOf(document.activeElement);
  links[at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step]?.focus();
  return true;
}

function open(id) {
  const dialog = document.getElementById(id);
  if (id === "keys") fill(dialog);
  dialog.showModal();
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
