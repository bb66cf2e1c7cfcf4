// Selecting cases for a decision about many: `x` selects the one that has the focus.

const PICKS = "input.pick";

export function select() {
  const bar = document.getElementById("bulk");
  if (!bar) return;
  const picked = new Set(), told = bar.querySelector(".picked");

  function tell() {
    told.textContent = told.dataset.said.replace("{n}", picked.size);
    told.hidden = !picked.size;
    bar.classList.toggle("ready", picked.size > 0);
    bar.querySelector("[data-picked]").disabled = !picked.size;
  }

  // What was replaced meanwhile is as selected as it was; what is gone is selected no more.
  function restore() {
    const shown = [...document.querySelectorAll(PICKS)];
    for (const each of shown) each.checked = picked.has(each.value);
    const ids = new Set(shown.map((each) => each.value));
    for (const id of picked) if (!ids.has(id)) picked.delete(id);
    tell();
  }

  document.addEventListener("change", ({ target }) => {
    if (!target.matches(PICKS)) return;
    picked[target.checked ? "add" : "delete"](target.value);
    tell();
  });
  document.addEventListener("huiyin:replaced", restore);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "x" || !isFree(event)) return;
    document.activeElement?.closest("[data-row]")?.querySelector(PICKS)?.click();
  });
  for (const each of document.querySelectorAll(`${PICKS}:checked`)) picked.add(each.value);
  tell();
}

// Whether a key is nobody else's: no shortcut of the browser, nothing that is typed into a field.
export function isFree(event) {
  const field = "input:not([type=checkbox],[type=radio]),textarea,select,[contenteditable]";
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  return !event.target.closest?.(field) && !document.querySelector("dialog[open]");
}
