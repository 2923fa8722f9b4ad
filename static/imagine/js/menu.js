/* Menus made of <details> close on a click elsewhere and on Escape. */
const open = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const innermost = [...open()].filter((menu) => menu.contains(document.activeElement)).pop();
  if (!innermost) return;
  innermost.open = false;
  innermost.querySelector("summary").focus();
  event.stopImmediatePropagation();
});
