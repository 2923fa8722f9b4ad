/* Two spheres side by side look the same way while their cameras are locked. */
const pairOf = (pano) => pano.closest("[data-pair]");
const isLocked = (pair) => pair.dataset.pair === "locked";
const others = (pano) => [...pairOf(pano).querySelectorAll("pano-rama")].filter((other) => other !== pano && other.isSphere);

document.addEventListener("pano:camera", ({ target }) => {
  if (!pairOf(target) || !isLocked(pairOf(target))) return;
  for (const other of others(target)) other.follow(target.camera);
});
