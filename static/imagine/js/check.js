/* Light checks of fields that were touched; the server has the last word, and its reasons are cleared as they are met. */
const NEAR = 0.8;
const touched = new WeakSet();

const fieldOf = (control) => control.closest(".field");
// As the server counts: characters rather than UTF-16 units, without the blanks around them.
const lengthOf = (control) => [...control.value.trim()].length;

function count(counter) {
  const control = fieldOf(counter).querySelector("textarea, input");
  const limit = Number(counter.dataset.limit);
  const length = lengthOf(control);
  counter.hidden = length < limit * NEAR;
  counter.classList.toggle("over", length > limit);
  counter.textContent = `${length.toLocaleString("en")} of ${limit.toLocaleString("en")}`;
}

function problemOf(control) {
  const limit = Number(fieldOf(control).querySelector("[data-limit]")?.dataset.limit ?? Infinity);
  const over = lengthOf(control) - limit;
  const { label } = fieldOf(control).dataset;
  if (control.ariaRequired === "true" && !control.value.trim()) return `${label} is empty.`;
  if (over > 0) return `${over.toLocaleString("en")} ${over === 1 ? "character" : "characters"} too long.`;
  if (control.validity.badInput) return `${label} is not a number.`;
  if (control.validity.rangeUnderflow) return `At least ${Number(control.min).toLocaleString("en")}.`;
  if (control.validity.rangeOverflow) return `At most ${Number(control.max).toLocaleString("en")}.`;
  return "";
}

function check(control) {
  const field = fieldOf(control);
  const problem = problemOf(control);
  field.querySelector(":scope > .error")?.remove();
  if (!problem) return control.removeAttribute("aria-invalid");
  control.setAttribute("aria-invalid", "true");
  const error = document.getElementById("error-form").content.firstElementChild.cloneNode(true);
  error.id = `${control.id}-error`;
  error.querySelector("span").textContent = problem;
  field.append(error);
}

/** A reason of the server's is gone as soon as its field is changed; with the last one the button comes back. */
function meet(name) {
  const act = document.querySelector(".act");
  for (const reason of act.querySelectorAll("[data-reason]")) if (reason.dataset.reason === name) reason.remove();
  if (act.querySelector("[data-reason]")) return;
  act.querySelector("[role='alert']:not(:has(li))")?.remove();
  act.querySelector("button").removeAttribute("aria-disabled");
}

function prepare() {
  document.querySelectorAll(".count[data-limit]").forEach(count);
  const reason = document.querySelector(".act [data-reason]");
  if (reason) reason.closest(".act").querySelector("button").setAttribute("aria-disabled", "true");
}

const controlOf = (event) => event.target.closest?.("[data-send] .field :is(textarea, input, select)");

document.addEventListener("focusout", (event) => {
  const control = controlOf(event);
  if (!control || !fieldOf(control).dataset.field || control.value === control.defaultValue) return;
  touched.add(control);
  check(control);
});

document.addEventListener("input", (event) => {
  const control = controlOf(event);
  if (!control) return;
  fieldOf(control).querySelectorAll(".count[data-limit]").forEach(count);
  if (touched.has(control) || control.getAttribute("aria-invalid")) check(control);
  meet(fieldOf(control).dataset.field);
});

document.addEventListener("submit", (event) => {
  const act = event.target.matches("[data-send]") && event.target.querySelector(".act");
  if (!act || act.querySelector("button").getAttribute("aria-disabled") !== "true") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  act.querySelector(".why a").focus();
}, { capture: true });

prepare();
document.addEventListener("htmx:load", prepare);
