/* History goes on by itself: the next page is fetched shortly before its link is reached, a day that goes on is
   joined, the address is that of the page in view, and Back finds the very image that was looked at. */
const LEAVES = 24;
const AHEAD = 1200;
const days = document.querySelector(".days");

function join(leaf) {
  const first = leaf.querySelector(".card");
  if (!first) return;
  first.dataset.leaf = leaf.dataset.leaf;
  const section = leaf.querySelector("[data-goes-on]");
  // A leaf whose only day went on is empty by now, so the day may have begun further up.
  const before = [...days.querySelectorAll(".grid")].filter((grid) => !leaf.contains(grid)).pop();
  if (!section || !before) return;
  before.append(...section.querySelectorAll(".card"));
  section.remove();
}

function more() {
  const link = days.querySelector("[data-onward]");
  if (!link || days.querySelectorAll(".leaf").length >= LEAVES) return;
  if (link.getBoundingClientRect().top < innerHeight + AHEAD) link.dispatchEvent(new Event("onward"));
}

/* The first card that is in view, and the page that it came with. */
function remember() {
  const bar = document.querySelector(".tool").getBoundingClientRect().bottom;
  let address = days.querySelector(".leaf").dataset.leaf;
  for (const card of days.querySelectorAll(".card")) {
    const { top, bottom } = card.getBoundingClientRect();
    if (card.dataset.leaf) address = card.dataset.leaf;
    if (bottom < bar) continue;
    history.replaceState({ ...history.state, card: card.id, top }, "", address);
    return;
  }
}

function back() {
  const { card, top } = history.state ?? {};
  const place = card && document.getElementById(card);
  if (place) scrollBy({ top: place.getBoundingClientRect().top - top, behavior: "instant" });
}

if (days) {
  let timer;
  history.scrollRestoration = "manual";
  days.querySelectorAll(".leaf").forEach(join);
  back();
  more();
  addEventListener("scroll", () => {
    more();
    clearTimeout(timer);
    timer = setTimeout(remember, 150);
  }, { passive: true });
  days.addEventListener("click", remember, { capture: true });
  // Of each element that has come in: the swap itself is told of the link, which is gone by then.
  document.addEventListener("htmx:load", ({ target }) => {
    if (!target.matches(".leaf") || !target.previousElementSibling) return;
    join(target);
    more();
  });
}
