/* Selecting on the wall: ticks, ranges, keys and the count in the bar. The page is the truth: what is ticked is sent,
   and a tile that comes anew gets its tick back. Without this script ticks and bar are a plain form. */
const chosen = new Set();
let last;

const bar = () => document.querySelector("[data-selection]");
const ticks = () => [...document.querySelectorAll("[data-tick]")];
const everything = () => bar()?.elements.all;
const isTyping = (element) => element.closest?.("textarea, select, [contenteditable], input:not([type='checkbox'])");
const isCovered = () => document.querySelector("dialog[open], :popover-open, details[data-menu][open]");

function show() {
  if (!bar()) return;
  bar().querySelector("[data-count]").textContent = `${chosen.size.toLocaleString("en")} selected`;
  const pair = bar().querySelector(".pair");
  if (pair) pair.hidden = chosen.size !== 2 || Boolean(everything()?.checked);
}

function set(tick, isOn) {
  tick.checked = isOn;
  if (isOn) chosen.add(tick.value);
  else chosen.delete(tick.value);
}

/** From the tile touched last to this one, in the order of the page. */
function reach(tick, isOn) {
  const all = ticks();
  const from = all.findIndex((other) => other.value === last);
  const [first, end] = [from < 0 ? all.indexOf(tick) : from, all.indexOf(tick)].sort((one, other) => one - other);
  for (const other of all.slice(first, end + 1)) set(other, isOn);
}

function touch(tick, isOn, isRange) {
  if (isRange) reach(tick, isOn);
  else set(tick, isOn);
  last = tick.value;
  if (!isOn && everything()) everything().checked = false;
  show();
}

function clear() {
  for (const tick of ticks()) set(tick, false);
  chosen.clear();
  if (everything()) everything().checked = false;
  show();
}

/** After a swap: ticks come back to tiles that came back, and what is gone is selected no more. */
function resume() {
  const all = ticks();
  for (const tick of all) {
    if (tick.checked || chosen.has(tick.value) || everything()?.checked) set(tick, true);
  }
  const there = new Set(all.map((tick) => tick.value));
  for (const number of chosen) if (!there.has(number)) chosen.delete(number);
  show();
}

document.addEventListener("click", (event) => {
  if (event.target.matches("[data-tick]")) touch(event.target, event.target.checked, event.shiftKey);
});

// Shift would select the words between two ticks as well.
document.addEventListener("mousedown", (event) => {
  if (event.shiftKey && event.target.matches("[data-tick]")) event.preventDefault();
});

document.addEventListener("change", (event) => {
  if (event.target !== everything()) return;
  if (event.target.checked) for (const tick of ticks()) set(tick, true);
  show();
});

document.addEventListener("reset", (event) => {
  if (!event.target.matches("[data-selection]")) return;
  // The button that was pressed goes with the bar: back to where the selecting was.
  const place = document.getElementById(`open-${last}`);
  clear();
  place?.focus({ preventScroll: true });
});

// What was done to one imagine alone, from its own menu, leaves the others selected.
document.addEventListener("studio:acted", (event) => {
  if (event.target.form === bar() || event.target.closest?.("#ask")) clear();
});

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || isTyping(event.target) || isCovered()) return;
  const isCommand = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  if (key === "a" && isCommand && chosen.size) {
    event.preventDefault();
    for (const tick of ticks()) set(tick, true);
    show();
  } else if (key === "x" && !isCommand && !event.altKey) {
    const tick = event.target.closest?.(".card")?.querySelector("[data-tick]");
    if (tick) touch(tick, !tick.checked, event.shiftKey);
  } else if (key === "escape" && chosen.size) {
    event.preventDefault();
    clear();
  }
});

/** The numbers around the wall as they are after an act: what the line of states brings along. */
function tell({ detail: { target } }) {
  const told = target.id === "counts" && target.querySelector("[data-told]");
  if (!told) return;
  for (const place of document.querySelectorAll("[data-now]")) {
    const now = told.dataset[place.dataset.now];
    if (now === undefined) continue;
    if (place.matches("input")) place.value = now;
    else place.textContent = now;
  }
}

document.addEventListener("htmx:afterSwap", tell);
resume();
for (const name of ["htmx:load", "htmx:oobAfterSwap", "htmx:afterSettle"]) document.addEventListener(name, resume);
