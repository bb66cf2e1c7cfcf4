// Completes the condition that is being typed: first its name, then what it can be. What is offered
// is taken with the arrows and Enter (or Tab), or by a click; Enter alone searches for what is typed.

const WORD = /\S*$/, parted = (text) => text.replace("\uff1a", ":").toLowerCase().split(":").map((each) => each.trim());

export function completing(field, list, options) {
  const values = options.map(({ value, label }) => ({ text: value, said: label }));
  const names = [...new Map(values.map(({ text, said }) => {
    const name = text.slice(0, text.indexOf(":") + 1);
    return [name, { text: name, said: said.split(/[:\uff1a]/)[0] }];
  })).values()];
  const shown = () => [...list.children];
  const chosen = () => list.querySelector("[aria-selected=true]");

  field.addEventListener("input", offer);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose(step);
    else if (event.key === "Escape") close();
    else if (chosen() && (event.key === "Enter" || event.key === "Tab")) take(chosen().dataset.text);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", ({ target }) => take(target.closest("[role=option]").dataset.text));

  function offer() {
    const word = field.value.slice(0, field.selectionStart).match(WORD)[0];
    const found = word ? fitting(word).slice(0, 12) : [];
    list.replaceChildren(...found.map(item));
    list.hidden = !found.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
    field.removeAttribute("aria-activedescendant");
  }

  function fitting(word) {
    const [name, value] = parted(word), isNamed = value !== undefined;
    return (isNamed ? values : names).filter(({ text, said }) => {
      const [key, what] = parted(text), [keySaid, whatSaid] = parted(said);
      const fits = isNamed ? key === name || keySaid === name : key.startsWith(name) || keySaid.startsWith(name);
      return fits && (!isNamed || what.startsWith(value) || whatSaid.includes(value));
    });
  }

  function item({ text, said }, n) {
    const entry = document.createElement("li");
    Object.assign(entry, { id: `complete-${n}`, role: "option" });
    entry.dataset.text = text;
    entry.append(Object.assign(document.createElement("code"), { textContent: text }), " ", said);
    return entry;
  }

  function choose(step) {
    const every = shown(), at = every.indexOf(chosen());
    const next = at < 0 ? (step > 0 ? 0 : every.length - 1) : (at + step + every.length) % every.length;
    every.forEach((each, n) => each.setAttribute("aria-selected", String(n === next)));
    field.setAttribute("aria-activedescendant", every[next].id);
    every[next].scrollIntoView({ block: "nearest" });
  }

  function take(text) {
    const before = field.value.slice(0, field.selectionStart).replace(WORD, "");
    const put = before + text + (text.endsWith(":") ? "" : " "), after = field.value.slice(field.selectionStart);
    field.value = put + after.trimStart();
    field.setSelectionRange(put.length, put.length);
    offer();
  }

  function close() {
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }
}
