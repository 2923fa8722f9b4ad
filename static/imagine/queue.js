/* The queue under one's hands: keys from row to row, rows that leave when nobody is at them, places that move on.
   Selecting itself is select.js. */
const GAP = "\u202f";
const rows = () => [...document.querySelectorAll("#rows > tr")];
const table = () => document.querySelector(".rows");
const current = () => document.activeElement?.closest?.("#rows > tr");
const isTyping = (element) => element.closest?.("textarea, select, [contenteditable], input:not([type='checkbox'])");
const isCovered = () => document.querySelector("dialog[open], :popover-open, details[data-menu][open]");
const hasPointer = () => matchMedia("(hover: hover)").matches && table()?.matches(":hover");

function step(by) {
  const all = rows();
  const at = all.indexOf(current());
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))];
  next?.querySelector(".prompt").focus();
  next?.scrollIntoView({ block: "nearest" });
}

function cancel() {
  const button = document.getElementById("cancel-selected");
  if (document.querySelector("[data-tick]:checked")) button?.click();
  else current()?.querySelector(".c-act [id^='cancel-']")?.click();
}

function hold() {
  const button = document.getElementById("hold-selected");
  // It is not offered for all that match, nor while nothing is selected.
  if (button?.offsetParent) button.click();
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  x: (event) => current()?.querySelector("[data-tick]")?.dispatchEvent(
    new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey: event.shiftKey })),
  c: cancel,
  h: hold,
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = KEYS[event.key.toLowerCase()];
  if (!act || !table() || isTyping(event.target) || isCovered()) return;
  event.preventDefault();
  act(event);
});

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-tick-all]")) return;
  for (const tick of document.querySelectorAll("[data-tick]")) if (tick.checked !== event.target.checked) tick.click();
  event.target.checked = false;
});

/** What has ended leaves, unless a pointer or the focus is there: nothing moves from under a hand. */
function sweep() {
  if (hasPointer()) return;
  for (const row of rows()) {
    if (!row.matches("[data-active]") && !row.contains(document.activeElement)) row.remove();
  }
}

function moveOn() {
  const outlooks = document.getElementById("outlooks");
  if (!outlooks) return;
  for (const { dataset, children: [place, expected] } of outlooks.children) {
    const row = document.getElementById(`row-${dataset.of}`);
    if (!row) continue;
    put(row.querySelector(".c-place"), place.textContent);
    if (expected.textContent) put(row.querySelector(".c-expected span"), expected.textContent);
  }
}

function put(element, words) {
  if (element && element.textContent !== words) element.textContent = words;
}

/** Seconds that run down until a cancel leaves; then there is no taking it back. */
const ends = new WeakMap();
function count() {
  for (const number of document.querySelectorAll("[data-stops-in]")) {
    if (!ends.has(number)) ends.set(number, performance.now() + 1000 * Number(number.dataset.stopsIn));
    const left = Math.max(0, Math.ceil((ends.get(number) - performance.now()) / 1000));
    put(number, `${left}${GAP}s`);
    if (left) continue;
    number.closest("tr")?.querySelector("[data-undo]")?.setAttribute("hidden", "");
    number.parentElement.textContent = "Stopping";
  }
}

/** The button says how many it is about to hit, as the count beside it does. */
const counted = document.querySelector("[data-selection] [data-count]");
if (counted) {
  const say = () => {
    document.querySelector("[data-how-many]").textContent = ` ${counted.textContent.split(" ")[0]}`;
  };
  new MutationObserver(say).observe(counted, { childList: true, characterData: true, subtree: true });
}

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt.id !== "again" || !table()) return;
  event.detail.parameters.shown = rows().map((row) => row.dataset.imagine).join();
});
document.addEventListener("htmx:afterRequest", () => setTimeout(sweep, 4000));
document.addEventListener("studio:tick", count);
document.addEventListener("htmx:load", count);
table()?.addEventListener("pointerleave", () => setTimeout(sweep, 1000));
for (const name of ["htmx:oobAfterSwap", "htmx:afterSwap", "htmx:load"]) document.addEventListener(name, moveOn);
count();
