/* Keys are taught where they work: "/" to search, arrows to the neighbours, Escape back, "?" for all of them. */
const STEPS = { ArrowLeft: ".detail [rel='prev']", ArrowRight: ".detail [rel='next']", Escape: "[data-back]" };
const isTyping = (element) => element.closest?.("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const sheet = document.getElementById("keys");
  if (event.key === "?" && sheet) {
    event.preventDefault();
    sheet.togglePopover();
  }
  const find = document.querySelector("[data-find]");
  if (event.key === "/" && find) {
    event.preventDefault();
    find.select();
  }
  const link = STEPS[event.key] && document.querySelector(STEPS[event.key]);
  if (link && !document.querySelector(":popover-open")) link.click();
});

function nameKeys() {
  if (!/Mac|iPhone|iPad/.test(navigator.platform)) return;
  for (const key of document.querySelectorAll("[data-command-key]")) key.textContent = "⌘";
}

nameKeys();
document.addEventListener("htmx:load", nameKeys);
