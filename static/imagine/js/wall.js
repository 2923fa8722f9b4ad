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
  const before = leaf.previousElementSibling?.querySelector("section:last-of-type .grid");
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
  document.addEventListener("htmx:afterSwap", () => {
    days.querySelectorAll(".leaf:not([data-joined])").forEach((leaf) => {
      leaf.dataset.joined = "";
      if (leaf.previousElementSibling) join(leaf);
    });
    more();
  });
}
