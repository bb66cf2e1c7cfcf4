// Keeps a page up to date: whatever is marked `data-live` is fetched anew when cases change.
//
// One tab holds the stream and tells the others; without a stream the page asks every few seconds.

const CHANNEL = "huiyin-changed";
const POLL = 10_000, CALM = 250;
const root = document.body.dataset.root;
let since = new Date().toISOString();
let waiting = null, again = false;

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

function stream(tell) {
  const source = new EventSource(`${root}/desk/live`);
  source.addEventListener("changed", (event) => tell(JSON.parse(event.data)));
  source.onopen = () => offline(false);
  source.onerror = () => {
    offline(true);
    if (source.readyState === EventSource.CLOSED) poll(tell);
  };
}

async function poll(tell) {
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
  setTimeout(poll, POLL, tell);
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
  waiting ??= setTimeout(async () => {
    while (again) { again = false; await refresh(); }
    waiting = null;
  }, CALM + Math.random() * CALM);
}

export async function refresh() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
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
    now.querySelector(`[name="${CSS.escape(box.name)}"]`)?.setAttribute("checked", "");
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

function offline(is) {
  document.querySelector(".offline").hidden = !is;
}
