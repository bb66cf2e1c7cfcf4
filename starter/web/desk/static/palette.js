// The command palette (Ctrl or Cmd with K): every page, every action of this page, any case.

import { act } from "./keys.js";

const CASE = /^[0-9A-HJKMNP-TV-Z]{5}-?[0-9A-HJKMNP-TV-Z]{5}$/i;

export function palette() {
  const dialog = document.getElementById("palette");
  const field = dialog.querySelector("input"), list = dialog.querySelector("ul");
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (!dialog.open) begin();
  });
  dialog.addEventListener("huiyin:open", begin);
  field.addEventListener("input", show);
  field.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); choose(step); }
    if (event.key === "Enter") { event.preventDefault(); list.querySelector("[aria-selected=true]")?.click(); }
  });

  function begin() {
    field.value = "";
    dialog.showModal();
    show();
  }

  function show() {
    const wanted = field.value.trim().toLowerCase();
    const found = commands().filter(({ label }) => label.toLowerCase().includes(wanted)).slice(0, 12);
    const search = document.querySelector("form[role=search]");
    if (wanted && search) found.push({ label: dialog.dataset.search.replace("{words}", field.value.trim()), run: () => ask(search, field.value) });
    if (CASE.test(wanted)) found.unshift({ label: wanted.toUpperCase(), run: () => go(wanted) });
    list.replaceChildren(...found.map(item));
    if (!found.length) list.append(Object.assign(document.createElement("li"), { textContent: dialog.dataset.empty, className: "empty" }));
    choose(0);
  }

  function item({ label, run }, n) {
    const entry = document.createElement("li");
    entry.id = `palette-${n}`;
    entry.setAttribute("role", "option");
    entry.textContent = label;
    entry.addEventListener("click", () => { dialog.close(); run(); });
    return entry;
  }

  function choose(step) {
    const every = [...list.querySelectorAll("[role=option]")];
    const at = every.findIndex((e) => e.getAttribute("aria-selected") === "true");
    const next = step ? (at + step + every.length) % every.length : 0;
    every.forEach((e, n) => e.setAttribute("aria-selected", String(n === next)));
    if (every[next]) field.setAttribute("aria-activedescendant", every[next].id);
    every[next]?.scrollIntoView({ block: "nearest" });
  }
}

function commands() {
  return [...document.querySelectorAll("nav a, [data-key], [data-command]")]
    .filter((e) => !e.disabled)
    .map((e) => ({ label: e.dataset.command ?? e.dataset.keyLabel ?? e.textContent.trim(), run: () => act(e) }));
}

function ask(form, words) {
  form.elements.q.value = words;
  form.requestSubmit();
}

function go(id) {
  const plain = id.toUpperCase().replace("-", "");
  location.assign(`${document.body.dataset.root}/desk/cases/${plain.slice(0, 5)}-${plain.slice(5)}`);
}
