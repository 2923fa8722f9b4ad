/* Nothing fails in silence: what htmx could not do is said at the foot of the page. */
const place = () => document.getElementById("toasts");

function say(words) {
  const toast = document.getElementById("toast-form").content.cloneNode(true);
  toast.querySelector("p").textContent = words;
  const same = [...place().children].find((other) => other.textContent.trim() === words);
  if (same) same.remove();
  place().append(toast);
}

document.addEventListener("click", (event) => event.target.closest("[data-close]")?.closest(".toast").remove());
document.addEventListener("studio:failed", () => say(place().dataset.failed));

// Undone is said anew. Where a tile to put back has no place on the page, the page itself is out of date.
let isUndoing = false;
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  isUndoing = Boolean(detail.requestConfig.elt.closest?.(".toast"));
});
document.addEventListener("htmx:oobErrorNoTarget", () => isUndoing && location.reload());
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) event.target.closest?.(".toast")?.remove();
});

// The poller speaks for itself in the top bar, and tries again.
const isPoll = (event) => event.detail.elt?.matches("[data-poll]");
for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => isPoll(event) || say(place().dataset.unreachable));
}
document.addEventListener("htmx:responseError", (event) => {
  if (isPoll(event)) return;
  say(event.detail.xhr.status === 403 ? place().dataset.forbidden : place().dataset.failed);
});
