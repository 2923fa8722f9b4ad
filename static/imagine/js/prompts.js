/* What opens from the prompt: earlier prompts go in without a reload, and Enter there never sends. */
const prompt = () => document.querySelector(".write textarea");

document.addEventListener("keydown", (event) => {
  const own = event.target.closest?.("[data-own-enter]");
  if (own && event.key === "Enter") {
    event.preventDefault();
    own.closest(".float").querySelector("[data-enter]")?.click();
  }
  if (event.altKey && event.key === "ArrowUp" && event.target === prompt()) {
    event.preventDefault();
    document.getElementById("earlier").showPopover();
    document.querySelector("#earlier a")?.focus();
  }
  if (event.key === "ArrowDown" || event.key === "ArrowUp") step(event);
});

function step(event) {
  const list = event.target.closest?.("#earlier");
  if (!list) return;
  const stops = [...list.querySelectorAll("input, a[data-put]")];
  const next = stops[stops.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-put]");
  const field = prompt();
  if (!link || !field || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  document.getElementById("earlier").hidePopover();
  field.focus();
  // As if it were typed, so that the browser's own undo brings back what was there.
  field.select();
  if (!document.execCommand("insertText", false, link.dataset.put)) {
    field.value = link.dataset.put;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
});

// A name that was not saved must not be in the way of sending.
document.addEventListener("toggle", (event) => {
  if (event.target.id !== "presets" || event.newState !== "closed") return;
  event.target.querySelector("[name='preset_name']").value = "";
}, { capture: true });
