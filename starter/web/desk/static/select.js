// Selecting cases for a decision about many.

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
  for (const each of document.querySelectorAll(`${PICKS}:checked`)) picked.add(each.value);
  tell();
}
