// What is typed into a form is kept on the server while one types, and once more before it is sent:
// only a server that answers is sent a form, so that nothing typed is ever lost with the page.

const CALM = 700, MOST_ON_LEAVING = 60_000;

export function keeps(form, url) {
  const says = form.querySelector("[data-saved]");
  let timer = 0, saving = null, dirty = false, going = "", over = false;

  form.addEventListener("input", () => {
    dirty = true;
    says.textContent = "";
    clearTimeout(timer);
    timer = setTimeout(save, CALM);
  });
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    dirty = false;
    if (going === "answered") { going = "sent"; return; }
    event.preventDefault();
    if (going) return;
    going = "asked";
    try {
      await saving; // what is under way would come after the form and bring the draft back
      if (over) await renew();
      await send();
    } catch (error) {
      going = "";
      return unsent(error);
    }
    going = "answered";
    form.requestSubmit(event.submitter?.isConnected ? event.submitter : null);
  });
  addEventListener("pageshow", () => { going = ""; });
  addEventListener("pagehide", () => { if (dirty) { clearTimeout(timer); save(); } });

  function save() {
    if (saving) return saving.finally(() => { if (dirty) save(); });
    dirty = false;
    saving = send().then(said, failed).finally(() => { saving = null; });
    return saving;
  }

  async function send() {
    const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
    const keepalive = String(body).length < MOST_ON_LEAVING; // browsers refuse to keep more alive
    const answer = await fetch(url, { method: "POST", body, keepalive, redirect: "manual" });
    if (!answer.ok) throw new Unsent(answer);
  }

  function unsent(error) {
    const why = error.why ?? "away";
    over = why === "over";
    dirty = true;
    const notice = document.getElementById("unsent").content.cloneNode(true);
    for (const each of notice.querySelectorAll("[data-why]")) each.hidden = each.dataset.why !== why;
    notice.querySelector("button").hidden = why === "gone";
    form.querySelector("[role=alert]")?.remove();
    form.append(notice);
  }

  function said() {
    says.textContent = says.dataset.saved;
    form.querySelector("[data-discard]").hidden = false;
  }

  function failed() {
    dirty = true;
    says.textContent = says.dataset.failed;
  }
}

class Unsent extends Error {
  constructor(answer) {
    super(answer.statusText);
    const over = answer.type === "opaqueredirect" || answer.redirected || answer.status === 403;
    this.why = over ? "over" : answer.status === 404 ? "gone" : "away";
  }
}

// The same person has signed in again elsewhere: the forms of this page count anew.
async function renew() {
  const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
  if (answer.redirected || !answer.ok) throw new Unsent(answer);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const who = (page) => page.querySelector(".menu > summary")?.textContent;
  if (who(fresh) !== who(document)) throw new Unsent({ status: 403 });
  const { value } = fresh.querySelector("[name=csrf]");
  for (const each of document.querySelectorAll("[name=csrf]")) each.value = value;
  document.getElementById("presence").dataset.csrf = value;
}

// Whether somebody has begun to fill in what is in an element.
export function isBegun(element) {
  const fields = element.querySelectorAll("textarea, select, input:not([type=hidden])");
  return element.open && (element.contains(document.activeElement) || [...fields].some(differs));
}

function differs(field) {
  if (field.matches("select")) return [...field.options].some((each) => each.selected !== each.defaultSelected && each.defaultSelected);
  if (field.matches("[type=checkbox],[type=radio]")) return field.checked !== field.defaultChecked;
  return field.value !== field.defaultValue;
}
