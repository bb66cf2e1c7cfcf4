// What is typed into a form is kept on the server while one types, and sent along with the form.

const CALM = 700;

export function keeps(form, url) {
  const says = form.querySelector("[data-saved]");
  let timer = 0, saving = null, dirty = false;

  form.addEventListener("input", () => {
    dirty = true;
    says.textContent = "";
    clearTimeout(timer);
    timer = setTimeout(save, CALM);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    dirty = false;
    // What is under way would come after the form and bring the draft back.
    if (!saving) return;
    event.preventDefault();
    saving.finally(() => form.requestSubmit(event.submitter));
  });
  addEventListener("pagehide", () => { if (dirty) { clearTimeout(timer); save(); } });

  function save() {
    if (saving) return saving.finally(() => { if (dirty) save(); });
    dirty = false;
    saving = send().then(said, failed).finally(() => { saving = null; });
    return saving;
  }

  async function send() {
    const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
    const answer = await fetch(url, { method: "POST", body, keepalive: true, redirect: "error" });
    if (!answer.ok) throw new Error(answer.statusText);
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
