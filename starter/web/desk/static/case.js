// The page of a case: forms that keep what is typed, who else is here, and what changes meanwhile.

import { isBegun, keeps } from "./drafts.js";

const BEAT = 20_000;
const here = document.getElementById("presence");
const place = here.dataset.url.replace(/\/presence$/, "");

ready(document);
presence();
asked();
document.getElementById("trouble")?.focus();
document.addEventListener("huiyin:fresh", ({ detail }) => renew(detail));
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) event.target.form.requestSubmit(event.target.form.querySelector("button.main"));
  if (event.key === "Escape") document.activeElement?.closest("details[data-action][open]")?.querySelector("summary").focus();
});

function ready(within) {
  for (const form of within.querySelectorAll("form[data-draft]")) {
    keeps(form, `${place}/draft`);
    kinds(form);
  }
  for (const each of within.querySelectorAll("details[data-action]"))
    each.addEventListener("toggle", () => { if (each.open) field(each)?.focus(); });
}

// Whoever is sent to an action finds it open.
function asked() {
  const wanted = document.getElementById(location.hash.slice(1));
  if (wanted?.matches("details[data-action]")) wanted.open = true;
}

function field(element) {
  return element.querySelector("textarea, select, input:not([type=hidden]), button.main");
}

// A proposal asks only for what belongs to its kind.
function kinds(form) {
  const kind = form.elements.kind;
  if (!kind) return;
  const show = () => {
    for (const each of form.querySelectorAll("[data-only]")) {
      each.hidden = !each.dataset.only.split(" ").includes(kind.value);
      for (const one of each.querySelectorAll("input, select")) one.disabled = each.hidden;
    }
  };
  kind.addEventListener("input", show);
  show();
}

// What can be done is shown anew, but for what somebody is filling in.
function renew(fresh) {
  const old = document.getElementById("actions"), now = fresh.getElementById("actions");
  if (!old || !now) return;
  const begun = [...old.querySelectorAll("[data-action]")].filter(isBegun);
  if (signs(old) === signs(now)) return;
  document.getElementById("changed").hidden = begun.length === 0;
  const open = document.activeElement;
  for (const each of [...now.querySelectorAll("[data-action]")]) {
    const mine = begun.find(({ id }) => id === each.id);
    if (mine) each.replaceWith(mine);
    else ready({ querySelectorAll: (what) => (each.matches(what) ? [each] : each.querySelectorAll(what)) });
  }
  for (const each of begun) if (!now.contains(each)) now.append(each);
  old.replaceWith(now);
  open?.focus?.({ preventScroll: true });
}

// Which forms there are, for which version of the case.
function signs(element) {
  return [...element.querySelectorAll("[data-action]")].map((each) => `${each.id} ${each.querySelector("[name=expects]")?.value}`).join();
}

function presence() {
  const tell = (more = "") => fetch(here.dataset.url, {
    method: "POST", keepalive: true, redirect: "error",
    body: new URLSearchParams(`csrf=${encodeURIComponent(here.dataset.csrf)}${more}`),
  });
  const beat = async () => {
    if (document.hidden) return;
    try {
      const { said } = await (await tell()).json();
      here.hidden = !said;
      if (here.textContent !== said) here.textContent = said;
    } catch { /* said by the frame, and asked again soon */ }
  };
  beat();
  setInterval(beat, BEAT);
  document.addEventListener("visibilitychange", beat);
  document.addEventListener("huiyin:changed", beat);
  addEventListener("pagehide", () => tell("&left=1").catch(() => {}));
}
