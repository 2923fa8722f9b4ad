/* The form's comforts: a key to send, help in place, seeds drawn, kept and used again. */
const LARGEST_SEED = 2 ** 31 - 1;

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("[data-send]");
  if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("button.dawn"));
  }
});

document.addEventListener("click", (event) => {
  const explain = event.target.closest(".explain");
  if (explain) {
    const isOpen = explain.getAttribute("aria-expanded") === "true";
    explain.setAttribute("aria-expanded", String(!isOpen));
    document.getElementById(explain.getAttribute("aria-controls")).hidden = isOpen;
  }
  const dice = event.target.closest("[data-dice]");
  if (dice) draw(dice.closest(".field").querySelector("input"));
  const lock = event.target.closest("[data-lock]");
  if (lock) keep(lock.closest(".field").querySelector("input"));
});

function draw(input) {
  const least = Math.max(1, Number(input.dataset.min || 1));
  const most = Number(input.dataset.max || LARGEST_SEED);
  const [random] = crypto.getRandomValues(new Uint32Array(1));
  put(input, least + (random % (most - least + 1)));
}

function put(input, value) {
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

/** The lock is shut while the field holds a seed. Opened, the next is new again; shut, it is the last one. */
function keep(input) {
  if (input.value) return put(input, "");
  const { last } = document.getElementById("last-seed").dataset;
  if (last) put(input, last);
  else draw(input);
}

function showLock(lock) {
  const isShut = Boolean(lock.closest(".field").querySelector("input").value);
  lock.setAttribute("aria-pressed", String(isShut));
}

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-narrow]")) narrow(event.target);
  if (event.target.matches("[type='range']")) showValue(event.target);
  const lock = event.target.closest(".field")?.querySelector("[data-lock]");
  if (lock) showLock(lock);
});

function narrow(input) {
  const words = input.value.trim().toLowerCase();
  for (const item of input.closest("nav").querySelectorAll("li")) {
    item.hidden = !item.textContent.toLowerCase().includes(words);
  }
}

function showValue(range) {
  const output = range.closest(".field")?.querySelector("output");
  if (output) output.value = range.value;
  const least = Number(range.min || 0);
  range.style.setProperty("--at", `${(100 * (range.value - least)) / (Number(range.max || 100) - least)}%`);
}

// Sent once more after a lost answer, an imagine may stand in the stream already: its newest card stays.
document.addEventListener("htmx:oobAfterSwap", (event) => {
  if (event.detail.target.id !== "cards") return;
  const seen = new Set();
  for (const card of event.detail.target.querySelectorAll(".card")) {
    if (seen.has(card.id)) card.remove();
    seen.add(card.id);
  }
});

// The server sends the form again with what is wrong in it; what was folded open stays open.
let moreWasOpen = false;
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id === "desk") moreWasOpen = Boolean(document.querySelector(".more[open]"));
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "desk") return;
  if (moreWasOpen) document.querySelector(".more")?.setAttribute("open", "");
  document.querySelector("#desk .field:has(.error)")?.scrollIntoView({ block: "nearest" });
});

function prepare() {
  document.querySelectorAll(".field [type='range']").forEach(showValue);
  document.querySelectorAll("[data-lock]").forEach(showLock);
}

prepare();
document.addEventListener("htmx:load", prepare);
