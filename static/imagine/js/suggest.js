/* Thousands of choices behind one text field: a list of what fits opens as one types. Arrows walk through it, Enter
   takes, Escape closes. Without scripts the browser's own list of suggestions stands there instead. */
const SHOWN = 60;
const PAUSE = 120;
let timer;

const folded = (text) => text.trim().replace(/\s+/g, " ").toLowerCase();
const inputIn = (event) => event.target.closest?.("[data-send] input[data-choices], [data-send] input[list]");
const listOf = (input) => document.getElementById(`${input.id}-options`);
const activeIn = (input) => document.getElementById(input.getAttribute("aria-activedescendant") ?? "");

/** From a field with the browser's list to one with ours. */
function adopt(input) {
  if (input.dataset.choices) return;
  input.dataset.choices = input.getAttribute("list");
  input.removeAttribute("list");
  const list = Object.assign(document.createElement("ul"), { id: `${input.id}-options`, className: "float suggestions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.closest(".field").dataset.label);
  input.after(list);
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
}

/** What fits: those that start so before those that hold it anywhere. The page may hold only the first of them. */
async function fitting(input) {
  const words = folded(input.value);
  if (input.dataset.suggest && words) {
    const query = new URLSearchParams({ param: input.dataset.suggest, words: input.value });
    const answer = await fetch(`${new URL(input.form.action).pathname}suggest/?${query}`);
    const found = document.createElement("datalist");
    found.innerHTML = answer.ok ? await answer.text() : "";
    return [...found.children].map((option) => option.textContent);
  }
  const labels = [...document.getElementById(input.dataset.choices).children].map((option) => option.textContent);
  const found = labels.filter((label) => folded(label).includes(words));
  return [...found.filter((label) => folded(label).startsWith(words)), ...found.filter((label) => !folded(label).startsWith(words))];
}

async function open(input) {
  const asked = input.value;
  const labels = (await fitting(input).catch(() => [])).slice(0, SHOWN);
  if (input.value !== asked || document.activeElement !== input) return;
  const list = listOf(input);
  list.replaceChildren(...labels.map((label, index) => {
    const item = Object.assign(document.createElement("li"), { id: `${list.id}-${index}`, textContent: label });
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    return item;
  }));
  show(input, labels.length > 0);
}

function show(input, isOpen) {
  const list = listOf(input);
  if (!list) return;
  list.hidden = !isOpen;
  input.setAttribute("aria-expanded", String(isOpen));
  input.removeAttribute("aria-activedescendant");
  if (isOpen) list.scrollIntoView({ block: "nearest" });
}

function step(input, by) {
  const items = [...listOf(input).children];
  const active = activeIn(input);
  const next = items[active ? items.indexOf(active) + by : by > 0 ? 0 : items.length - 1];
  if (!next) return;
  active?.setAttribute("aria-selected", "false");
  next.setAttribute("aria-selected", "true");
  next.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", next.id);
}

function take(input, item) {
  input.value = item.textContent;
  show(input, false);
  input.dispatchEvent(new CustomEvent("input", { bubbles: true, detail: "taken" }));
}

document.addEventListener("focusin", (event) => {
  const input = inputIn(event);
  if (input) adopt(input);
});

document.addEventListener("focusout", (event) => {
  const input = inputIn(event);
  clearTimeout(timer);
  if (input) show(input, false);
});

document.addEventListener("input", (event) => {
  const input = inputIn(event);
  if (!input?.dataset.choices || event.detail === "taken") return;
  clearTimeout(timer);
  timer = setTimeout(() => open(input), PAUSE);
});

document.addEventListener("keydown", async (event) => {
  const input = inputIn(event);
  if (!input?.dataset.choices || event.ctrlKey || event.metaKey || event.altKey) return;
  const isOpen = !listOf(input).hidden;
  const active = isOpen && activeIn(input);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (!isOpen) await open(input);
    step(input, event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && active) {
    event.preventDefault();
    take(input, active);
  } else if (event.key === "Tab" && active) {
    take(input, active);
  } else if (event.key === "Escape" && isOpen) {
    event.preventDefault();
    show(input, false);
  }
});

// Before the field loses its focus to the list.
document.addEventListener("pointerdown", (event) => {
  const item = event.target.closest?.(".suggestions [role='option']");
  if (!item) return;
  event.preventDefault();
  take(item.closest(".field").querySelector("input[data-choices]"), item);
});
