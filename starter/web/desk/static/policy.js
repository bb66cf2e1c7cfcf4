// The policy: checked while it is written, and a trial that shows how far it is.

const CALM = 500;
const field = document.querySelector("textarea[data-findings]");
const trial = document.querySelector("[data-again]");
if (field) writing();
if (trial) setTimeout(again, Number(trial.dataset.again));

function writing() {
  const form = field.form, panel = form.querySelector(".findings");
  let timer = 0, asked = 0, sent = false;
  const begun = field.value;
  field.addEventListener("input", () => { number(); clearTimeout(timer); timer = setTimeout(check, CALM); });
  form.addEventListener("submit", () => { sent = true; });
  window.addEventListener("beforeunload", (event) => { if (!sent && field.value !== begun) event.preventDefault(); });
  panel.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-line]");
    if (link) { event.preventDefault(); go(Number(link.dataset.line)); }
  });

  async function check() {
    const mine = ++asked;
    try {
      const answer = await fetch(field.dataset.findings, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      if (!answer.ok || answer.redirected) throw new Error();
      const found = await answer.json();
      if (mine === asked) show(found);
    } catch {
      if (mine === asked) panel.querySelector("[role=status]").textContent = panel.dataset.unreachable;
    }
  }

  function show({ findings, errors, warnings }) {
    const say = panel.dataset;
    panel.querySelector("[role=status]").textContent =
      findings.length ? say.sum.replace("{errors}", errors).replace("{warnings}", warnings) : say.sound;
    for (const old of panel.querySelectorAll(":scope > .notice, :scope > .hint")) old.remove();
    panel.querySelector("ul").replaceChildren(...findings.map(item));
    number(new Map(findings.map((each) => [each.line, each.severity]).sort(([, a], [, b]) => (a < b ? 1 : -1))));
  }

  function item({ severity, line, key, message, remedy }) {
    const entry = make("li", ""), link = make("a", "");
    entry.className = severity;
    link.href = `#line-${line}`;
    link.dataset.line = line;
    link.append(make("strong", panel.dataset[severity]), ` ${panel.dataset.line.replace("{n}", line)}`);
    const right = make("span", `→ ${remedy}`);
    right.className = "quiet";
    entry.append(link, " ", make("code", key), make("br", ""), message, make("br", ""), right);
    return entry;
  }
}

// As many numbers as there are lines; `marks` are those that something is said of.
function number(marks) {
  const list = document.querySelector(".gutter"), count = field.value.split("\n").length;
  field.rows = count;
  while (list.children.length > count) list.lastChild.remove();
  for (let n = list.children.length + 1; n <= count; n += 1) list.append(Object.assign(make("li", n), { id: `line-${n}` }));
  if (marks) [...list.children].forEach((each, n) => { each.className = marks.get(n + 1) ?? ""; });
}

function go(line) {
  const before = field.value.split("\n").slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  field.focus({ preventScroll: true });
  field.setSelectionRange(before, before + field.value.slice(before).split("\n")[0].length);
  document.getElementById(`line-${line}`)?.scrollIntoView({ block: "center" });
}

async function again() {
  const answer = await fetch(location.href).catch(() => null);
  if (answer?.ok) {
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("trial");
    document.getElementById("trial").replaceChildren(...fresh.childNodes);
    if (!fresh.dataset.again) return;
  }
  setTimeout(again, Number(trial.dataset.again));
}

function make(name, text) {
  return Object.assign(document.createElement(name), text === "" ? {} : { textContent: text });
}
