/* What opens over the page when it has come: the menu behind "…" beside its button, questions in the middle. */
const GAP = 4;
let opener;
// A press on the button of an open menu closes it before it is a click, which must not open it again.
let isClosing = false;

const menu = () => document.getElementById("more");
const question = () => document.getElementById("ask");

function place() {
  const { left, right, top, bottom } = opener.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = menu();
  const isBelow = bottom + GAP + offsetHeight <= innerHeight || top < offsetHeight;
  menu().style.top = `${Math.max(GAP, isBelow ? bottom + GAP : top - GAP - offsetHeight)}px`;
  menu().style.left = `${Math.max(GAP, right - offsetWidth > 0 ? right - offsetWidth : left)}px`;
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt } = event.detail;
  if (!elt.matches("[data-more]")) return;
  if (isClosing) event.preventDefault();
  isClosing = false;
  opener = elt;
});

document.addEventListener("htmx:afterSwap", (event) => {
  const { target } = event.detail;
  if (target === menu() && target.childElementCount) {
    target.showPopover();
    place();
    target.querySelector("a, button").focus({ preventScroll: true });
  }
  if (target === question()) {
    if (!target.childElementCount) target.close();
    else if (!target.open) target.showModal();
    target.querySelector("[autofocus], [aria-invalid], input:not([type='hidden'])")?.focus();
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("#more a, #more button:not([data-copy])")) menu().hidePopover();
  const keep = event.target.closest("#ask [data-keep]");
  if (keep || event.target === question()) {
    event.preventDefault();
    question().close();
  }
});

document.addEventListener("pointerdown", (event) => {
  isClosing = Boolean(menu()?.matches(":popover-open") && opener.contains(event.target));
}, true);
addEventListener("scroll", () => menu()?.matches(":popover-open") && place(), { passive: true });
