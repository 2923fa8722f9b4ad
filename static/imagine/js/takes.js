/* How many images the form makes: the stepper, and the total on the button before anything is sent. */
const AT_MOST = 8;

const form = () => document.querySelector("[data-send]");
const takes = () => form()?.querySelector("[name='takes']");

/** As the server counts: distinct values with commas between, or semicolons where there is one. */
function listed(text) {
  const mark = text.includes(";") ? ";" : ",";
  return new Set(text.split(mark).map((part) => part.trim()).filter(Boolean)).size;
}

function variations() {
  const number = Math.trunc(Number(takes()?.value || 1)) || 1;
  return Math.min(AT_MOST, Math.max(1, number));
}

function combinations() {
  const slots = [...form().querySelectorAll("select[name^='try-']")];
  return slots.reduce((cells, slot) => {
    const values = form().querySelector(`[name="${slot.name}-values"]`).value;
    return cells * (slot.value ? Math.max(1, listed(values)) : 1);
  }, 1);
}

function note(number, cells) {
  const { usual } = form().querySelector(".act").dataset;
  if (cells > 1) return `${cells} combinations${number > 1 ? ` × ${number} seeds` : ""}`;
  if (number === 1) return usual;
  const kept = [...form().querySelectorAll(".field:has([data-lock]) input")].some((input) => input.value);
  const seeds = kept ? `the kept seed and ${number - 1} new` : `${number} new seeds`;
  return usual ? `${usual} each, ${seeds}` : seeds[0].toUpperCase() + seeds.slice(1);
}

function show() {
  if (!form()?.querySelector("[data-total]")) return;
  const [number, cells] = [variations(), combinations()];
  const total = number * cells;
  form().querySelector("[data-total]").textContent = total > 1 ? ` ×${total}` : "";
  form().querySelector("[name='total']").value = total;
  return note(number, cells);
}

document.addEventListener("click", (event) => {
  const step = event.target.closest("[data-step]");
  if (!step) return;
  takes().value = Math.min(AT_MOST, Math.max(1, variations() + Number(step.dataset.step)));
  takes().dispatchEvent(new Event("input", { bubbles: true }));
});

document.addEventListener("input", (event) => {
  if (!event.target.matches("[name='takes'], [name^='try-'], .field:has([data-lock]) input")) return;
  document.getElementById("act-note").textContent = show();
});

document.addEventListener("change", (event) => {
  const hint = event.target.matches("select[name^='try-']") && event.target.selectedOptions[0].dataset.hint;
  if (hint) form().querySelector(`[name="${event.target.name}-values"]`).placeholder = hint;
  if (event.target === takes()) takes().value = variations();
});

show();
document.addEventListener("htmx:load", show);
