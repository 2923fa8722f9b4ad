/* The address leads back to this very view: ?yaw=172&pitch=6&view=95, and ?show=flat or ?show=sphere where that is not
   how the picture opens. A sphere with the attribute `remember` takes part; its value goes before the names. */
const EVERY = 400;
const DIGITS = 1;
const USUAL = { yaw: 0, pitch: 0, view: 95 };
const NAMES = Object.keys(USUAL);
const pending = new Map();
const remembers = (pano) => pano.hasAttribute?.("remember");
// Of two that look the same way the address holds one camera.
const named = (pano, name) => (pano.closest("[data-pair=locked]") ? "" : pano.getAttribute("remember")) + name;

function write(pano) {
  clearTimeout(pending.get(pano));
  pending.delete(pano);
  if (!pano.isConnected) return;
  const address = new URL(location.href);
  const query = address.searchParams;
  const camera = NAMES.map((name) => [named(pano, name), Number(pano.camera[name].toFixed(DIGITS)), USUAL[name]]);
  if (camera.every(([name, value, usual]) => !query.has(name) && value === usual)) return;
  for (const [name, value] of camera) query.set(name, value);
  history.replaceState(history.state, "", address);
}

document.addEventListener("pano:camera", ({ target, detail }) => {
  if (!detail.moved) return;
  // Browsers allow few changes of the address; and a sphere that turns by itself is nowhere in particular.
  if (!remembers(target) || target.turning || target.hasAttribute("turns") || pending.has(target)) return;
  if (target.classList.contains("is-drawn")) pending.set(target, setTimeout(write, EVERY, target));
});

document.addEventListener("pano:show", ({ target }) => {
  if (!remembers(target) || target.classList.contains("is-only-flat")) return;
  const address = new URL(location.href);
  const isUsual = target.isSphere === target.hasAttribute("sphere");
  if (isUsual) address.searchParams.delete(named(target, "show"));
  else address.searchParams.set(named(target, "show"), target.isSphere ? "sphere" : "flat");
  if (address.href !== location.href) history.replaceState(history.state, "", address);
});

// Before a link is copied: what the address says must be what is seen.
document.addEventListener("pano:address", () => {
  for (const pano of document.querySelectorAll("pano-rama[remember].is-sphere")) write(pano);
});

document.addEventListener("pano:ready", ({ target }) => {
  if (!remembers(target)) return;
  const query = new URLSearchParams(location.search);
  const shown = query.get(named(target, "show"));
  if (["sphere", "flat"].includes(shown)) target.wanted = shown;
  const given = NAMES.map((name) => query.get(named(target, name))).map((text) => (text ? Number(text) : NaN));
  const [yaw, pitch, view] = given;
  const camera = target.camera;
  if (given.some(Number.isFinite)) {
    const known = (value, usual) => (Number.isFinite(value) ? value : usual);
    target.look({ yaw: known(yaw, camera.yaw), pitch: known(pitch, camera.pitch), view: known(view, camera.view) }, 0);
  }
});
