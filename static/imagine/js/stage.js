/* On a phone a panorama is wider than its stage and begins at its middle. */
function centre() {
  const view = document.querySelector("[data-view]");
  const image = view?.querySelector("img");
  if (!image) return;
  const middle = () => { view.scrollLeft = (view.scrollWidth - view.clientWidth) / 2; };
  if (image.complete) middle();
  else image.addEventListener("load", middle, { once: true });
}

centre();
document.addEventListener("htmx:load", (event) => event.detail.elt.matches(".detail") && centre());
