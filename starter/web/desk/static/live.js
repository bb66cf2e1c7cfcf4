// Keeps a page up to date: whatever is marked `data-live` is fetched anew when cases change.
//
// One tab holds the stream and tells the others; without a stream the page asks every few seconds.

const CHANNEL = "huiyin-changed";
const POLL = 10_000, CALM = 150, PATIENCE = 3_000;
const BEGIN = 8_000, AGAIN = 30;
const root = document.body.dataset.root;
let since = document.body.dataset.at;
let waiting = null, again = false, losing = null;

export function listen() {
  if (!document.querySelector("[data-live]")) return;
  title();
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }) => changed(data);
  const tell = (ids) => { changed(ids); channel.postMessage(ids); };
  if (navigator.locks) navigator.locks.request(CHANNEL, () => new Promise(() => stream(tell)));
  else stream(tell);
  const every = Number(document.querySelector("[data-every]")?.dataset.every);
  if (every) setInterval(later, every * 1000);
}

// What changes without any case changing is looked at from time to time, while somebody looks on.
function later() {
  if (!document.hidden) refresh().catch(() => offline(true));
}

// A proxy may refuse a stream, break it off or hold back what it says: only words that arrive count.
function stream(tell) {
  const source = new EventSource(`${root}/desk/live?since=${encodeURIComponent(since)}`);
  let silent = null;
  const hears = ({ lastEventId }) => {
    clearTimeout(silent);
    silent = null;
    since = lastEventId || since;
    offline(false);
  };
  const blocked = () => { clearTimeout(silent); source.close(); poll(tell); };
  const waits = () => { silent ??= setTimeout(blocked, BEGIN); };
  source.addEventListener("begun", hears);
  source.addEventListener("changed", (event) => { hears(event); tell(JSON.parse(event.data)); });
  source.onerror = () => {
    offline(true);
    if (source.readyState === EventSource.CLOSED) blocked();
    else waits();
  };
  waits();
}

async function poll(tell, left = AGAIN) {
  try {
    const answer = await fetch(`${root}/desk/live/changed?since=${encodeURIComponent(since)}`);
    if (answer.redirected || answer.status === 401) return over(tell);
    const { at, ids } = await answer.json();
    since = at;
    offline(false);
    if (ids.length) tell(ids);
  } catch {
    offline(true);
  }
  setTimeout(() => (left ? poll(tell, left - 1) : stream(tell)), POLL);
}

// Who is signed out sees so at once; but nothing that is typed goes away with the page.
function over(tell) {
  if ([...document.querySelectorAll("textarea")].every((each) => each.value === each.defaultValue)) return location.reload();
  offline(true);
  setTimeout(poll, POLL, tell);
}

// Changes that come together are shown together; a page about some cases waits for these only.
function changed(ids) {
  const only = [...document.querySelectorAll("[data-live]")].flatMap((each) => each.dataset.live.split(" "));
  if (!only.includes("") && !only.some((each) => ids.includes(each))) return;
  document.dispatchEvent(new CustomEvent("huiyin:changed", { detail: ids }));
  again = true;
  waiting ??= setTimeout(freshen, CALM + Math.random() * CALM);
}

// Without an answer what is shown is old: it is asked for again until there is one.
async function freshen() {
  try {
    while (again) { again = false; await refresh(); }
    waiting = null;
  } catch {
    again = true;
    waiting = setTimeout(freshen, PATIENCE);
  }
}

// What a form has found is asked for by the same form.
export async function refresh() {
  const form = document.querySelector("form[data-asked]");
  const sent = form ? { method: "POST", body: new URLSearchParams(new FormData(form)) } : {};
  const answer = await fetch(form?.action ?? location.href, { headers: { Accept: "text/html" }, ...sent });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const old of document.querySelectorAll("[data-live]")) {
    const now = fresh.getElementById(old.id);
    if (now && now.innerHTML !== old.innerHTML) replace(old, now);
  }
  document.dispatchEvent(new CustomEvent("huiyin:fresh", { detail: fresh }));
  title();
}

// The reader keeps what he has in hand: the focus, the row that he was at, what he opened and ticked.
function replace(old, now) {
  const held = document.activeElement?.closest?.("[data-live]") === old ? document.activeElement : null;
  const address = held?.getAttribute("href");
  const before = new Set([...old.querySelectorAll("[data-row] a[href]")].map((a) => a.getAttribute("href")));
  for (const each of old.querySelectorAll("details[open][id]")) now.querySelector(`#${CSS.escape(each.id)}`)?.setAttribute("open", "");
  for (const box of old.querySelectorAll("input[type=checkbox]:checked"))
    now.querySelector(`[name="${CSS.escape(box.name)}"][value="${CSS.escape(box.value)}"]`)?.setAttribute("checked", "");
  old.replaceWith(document.adoptNode(now));
  for (const link of now.querySelectorAll("[data-row] a[href]"))
    if (!before.has(link.getAttribute("href"))) link.closest("[data-row]").classList.add("changed");
  if (address) now.querySelector(`a[href="${CSS.escape(address)}"]`)?.focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent("huiyin:replaced", { detail: now }));
}

function title() {
  const count = Number(document.querySelector("[data-count]")?.dataset.count ?? 0);
  document.title = (count ? `(${count}) ` : "") + document.title.replace(/^\(\d+\) /, "");
}

// A stream that begins anew is not lost yet.
function offline(is) {
  const said = document.querySelector(".offline");
  if (is) losing ??= setTimeout(() => { said.hidden = false; }, PATIENCE);
  else { clearTimeout(losing); losing = null; said.hidden = true; }
}
