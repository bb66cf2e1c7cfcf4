// A box at the head of a list ticks all of it; taken back, it leaves what was ticked one by one.

const HEADS = "input[data-all]", BOXES = `input[type=checkbox]:not([data-all])`;
const singly = new Map();
let busy = false;

export function all() {
  document.addEventListener("change", ({ target }) => {
    if (busy || !target.matches("input[type=checkbox]")) return;
    if (target.matches(HEADS)) tick(target);
    else for (const head of heads()) if (list(head).contains(target)) singly.delete(head.dataset.all);
    show();
  });
  document.addEventListener("huiyin:replaced", show);
  window.addEventListener("pageshow", show);
  show();
}

// The head of the list that somebody is in, else of the first one.
export function head(here) {
  const every = heads().filter((each) => each.checkVisibility());
  return every.find((each) => list(each).contains(here)) ?? every[0];
}

const heads = () => [...document.querySelectorAll(HEADS)];
const list = (head) => document.getElementById(head.dataset.all);
const boxes = (head) => [...list(head).querySelectorAll(BOXES)];
const sign = ({ name, value }) => `${name}=${value}`;

function tick(head) {
  const { all: of } = head.dataset, every = boxes(head), kept = singly.get(of) ?? new Set();
  if (head.checked) singly.set(of, new Set(every.filter((each) => each.checked).map(sign)));
  else singly.delete(of);
  busy = true;
  for (const each of every) set(each, head.checked || kept.has(sign(each)));
  busy = false;
}

function set(box, on) {
  if (box.checked === on) return;
  box.checked = on;
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

function show() {
  for (const head of heads()) {
    const every = boxes(head), on = every.filter((each) => each.checked).length;
    head.checked = on > 0 && on === every.length;
    head.indeterminate = on > 0 && on < every.length;
  }
}
