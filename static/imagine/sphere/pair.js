/* Two pictures: the same camera for both while they are locked, side by side or one over the other with a divider. */
const USUAL = { pair: "locked", layout: "sides" };
const pairOf = (pano) => pano.closest("[data-pair]");
const spheres = (pair) => [...pair.querySelectorAll("pano-rama.is-sphere")];

function lead(pano) {
  for (const other of spheres(pairOf(pano))) if (other !== pano) other.follow(pano.camera);
}

/* Locked or free, sides or divider: in data-pair and data-layout for the stylesheet, and in the address. */
function set(pair, name, value) {
  pair.dataset[name] = value;
  const address = new URL(location.href);
  if (value === USUAL[name]) address.searchParams.delete(name);
  else address.searchParams.set(name, value);
  history.replaceState(history.state, "", address);
  for (const button of pair.querySelectorAll(`[data-${name}-is]`)) {
    button.setAttribute("aria-pressed", String(button.dataset[`${name}Is`] === value));
  }
  if (pair.dataset.pair === "locked" && spheres(pair).length) lead(spheres(pair)[0]);
}

document.addEventListener("pano:camera", ({ target, detail }) => {
  if (detail.moved && pairOf(target)?.dataset.pair === "locked") lead(target);
});

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-pair-is], [data-layout-is]");
  if (!button) return;
  const pair = pairOf(button);
  const { pairIs, layoutIs } = button.dataset;
  if (pairIs) set(pair, "pair", pair.dataset.pair === pairIs ? "free" : pairIs);
  if (layoutIs) set(pair, "layout", layoutIs);
  // Under a divider two directions would make one picture of nothing.
  if (layoutIs === "divider") set(pair, "pair", "locked");
});

document.addEventListener("input", ({ target }) => {
  if (target.matches("[data-cut]")) pairOf(target).style.setProperty("--cut", `${target.value}%`);
});

for (const pair of document.querySelectorAll("[data-pair]")) {
  const query = new URLSearchParams(location.search);
  if (query.get("pair") === "free") set(pair, "pair", "free");
  if (query.get("layout") === "divider") set(pair, "layout", "divider");
}
