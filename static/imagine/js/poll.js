/* One poller a page. It asks every two seconds while something on the page can still change and somebody looks;
   after an error it waits longer each time, and as long as Retry-After says. Where nobody looks it asks seldom, and
   only while something of one's own is being made, so that the tab can tell when it is done. */
const EVERY = 2000;
const UNSEEN = 12000;
const AT_MOST = 60000;
let wait = EVERY;
let notBefore = 0;
let timer;

const poller = () => document.querySelector("[data-poll]");
const moving = () => [...document.querySelectorAll("[data-active]")].map((card) => card.dataset.imagine);

const isMineMoving = () => Boolean(document.querySelector("[data-mine][data-active], .mine[data-active]"));
const pause = () => Math.max(wait, notBefore - Date.now(), document.hidden ? UNSEEN : 0);

function later() {
  clearTimeout(timer);
  if (!document.hidden || isMineMoving()) timer = setTimeout(ask, pause());
}

function ask() {
  later();
  if (document.hidden && !isMineMoving()) return;
  if (Date.now() >= notBefore && poller() && moving().length) poller().dispatchEvent(new Event("poll"));
}

function retryAfter(xhr) {
  const text = xhr?.getResponseHeader("Retry-After");
  if (!text) return 0;
  const seconds = Number(text);
  const until = Number.isNaN(seconds) ? Date.parse(text) : Date.now() + seconds * 1000;
  return Math.min(until || 0, Date.now() + 5 * AT_MOST);
}

document.addEventListener("htmx:configRequest", (event) => {
  const { elt, parameters } = event.detail;
  if (!elt.matches("[data-poll]")) return;
  const { seen, shape, newest } = elt.dataset;
  if (newest) {
    // What counts as new depends on the filters of the page, which its address holds.
    for (const [name, value] of new URLSearchParams(location.search)) parameters[name] = value;
    parameters.newest = newest;
  }
  Object.assign(parameters, { seen, shape, ids: [...new Set(moving())].join() });
});

document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, successful, xhr } = event.detail;
  if (!elt.matches("[data-poll]")) return;
  document.documentElement.classList.toggle("is-lost", !successful);
  if (successful) {
    const revision = xhr.getResponseHeader("X-Revision");
    if (revision) elt.dataset.seen = revision;
    wait = EVERY;
    notBefore = 0;
  } else {
    wait = Math.min(wait * 2, AT_MOST);
    notBefore = retryAfter(xhr);
  }
  later();
});

// Back in view: no waiting for the next turn.
document.addEventListener("visibilitychange", () => (document.hidden ? later() : ask()));
timer = setTimeout(ask, EVERY);
