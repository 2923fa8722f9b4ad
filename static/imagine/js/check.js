/* Light checks of fields that were touched, and the list of what keeps the button off. The server has the last word;
   its reasons go as soon as their fields are changed. */
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

function check(control, problem = problemOf(control)) {
  const field = fieldOf(control);
  field.querySelector(":scope > .error")?.remove();
  tell(field, control, problem);
  if (!problem) return control.removeAttribute("aria-invalid");
  control.setAttribute("aria-invalid", "true");
  const error = document.getElementById("error-form").content.firstElementChild.cloneNode(true);
  error.id = `${control.id}-error`;
  error.querySelector("span").textContent = problem;
  field.append(error);
}

/** One reason a field, each leading to it; while there is one, the button is off. */
function tell(field, control, problem) {
  const whys = document.querySelector("[data-whys]");
  const known = [...whys.querySelectorAll("[data-reason]")].filter((li) => li.dataset.reason === field.dataset.field);
  if (problem && known.length) {
    known[0].lastChild.textContent = known[0].querySelector("span") ? problem : `: ${problem}`;
  } else if (problem) {
    const reason = document.getElementById("reason-form").content.firstElementChild.cloneNode(true);
    reason.dataset.reason = field.dataset.field;
    reason.querySelector("a").textContent = field.dataset.label;
    reason.querySelector("a").href = `#${control.id}`;
    reason.querySelector("span").textContent = problem;
    if (!whys.querySelector(".why")) whys.append(Object.assign(document.createElement("ul"), { className: "why" }));
    whys.querySelector(".why").append(reason);
  } else {
    known.forEach((li) => li.remove());
  }
  turn();
}

function turn() {
  const isOff = Boolean(document.querySelector(".act [data-reason]"));
  const button = document.getElementById("send");
  if (isOff) button?.setAttribute("aria-disabled", "true");
  else button?.removeAttribute("aria-disabled");
}

function prepare() {
  document.querySelectorAll(".count[data-limit]").forEach(count);
  turn();
}

const controlOf = (event) => event.target.closest?.("[data-send] .field :is(textarea, input, select)");

document.addEventListener("focusout", (event) => {
  const control = controlOf(event);
  // A file is checked by the studio as soon as it is chosen.
  if (!control || control.type === "file" || !fieldOf(control).dataset.field || control.value === control.defaultValue) return;
  touched.add(control);
  check(control);
});

document.addEventListener("input", (event) => {
  const control = controlOf(event);
  if (!control) return;
  fieldOf(control).querySelectorAll(".count[data-limit]").forEach(count);
  if (touched.has(control) || control.getAttribute("aria-invalid") === "true") check(control);
  else tell(fieldOf(control), control, "");
});

// What only the studio could find out, of a file for example.
document.addEventListener("studio:wrong", (event) => check(event.target, event.detail));

document.addEventListener("submit", (event) => {
  const isSending = event.target.matches("[data-send]") && !event.submitter?.hasAttribute("formaction");
  if (!isSending || document.getElementById("send").getAttribute("aria-disabled") !== "true") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  document.querySelector(".act .why [data-reason] a").focus();
}, { capture: true });

prepare();
document.addEventListener("htmx:load", prepare);
