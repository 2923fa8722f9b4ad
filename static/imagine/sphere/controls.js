/* The line under a sphere: sphere or flat, the camera in figures, turning, a link to this view, full screen. */
const SHOWN = 1500;
const stageOf = (element) => element.closest("[data-stage]");
const panos = (stage) => [...stage.querySelectorAll("pano-rama")];
const press = (button, is) => button?.setAttribute("aria-pressed", String(is));

function refresh(pano) {
  const stage = stageOf(pano);
  const controls = stage?.querySelector("[data-controls]");
  if (!controls) return;
  controls.hidden = false;
  const one = panos(stage)[0];
  const find = (name) => controls.querySelector(`[data-controls-${name}]`);
  press(find("sphere"), one.isSphere);
  press(find("flat"), !one.isSphere);
  press(find("turn"), one.turning);
  for (const part of controls.querySelectorAll("[data-needs-sphere]")) part.hidden = !one.isSphere;
  controls.classList.toggle("is-only-flat", one.classList.contains("is-only-flat"));
  const full = find("full");
  // A telephone may know full screen for films only.
  full.hidden = !document.fullscreenEnabled;
  press(full, document.fullscreenElement === stage);
}

function figure(pano) {
  const controls = stageOf(pano)?.querySelector("[data-controls]");
  if (!controls || pano !== panos(stageOf(pano))[0]) return;
  for (const [name, value] of Object.entries(pano.camera)) {
    const rounded = name === "yaw" ? Math.round(value) % 360 : Math.round(value);
    controls.querySelector(`[data-figure="${name}"]`).textContent = `${rounded}°`.replace("-", "−");
  }
}

async function copy(button) {
  document.dispatchEvent(new Event("pano:address"));
  const said = document.getElementById("said");
  try {
    await navigator.clipboard.writeText(location.href);
  } catch {
    said.textContent = "The link could not be copied. The address of this page is the same.";
    document.dispatchEvent(new Event("studio:failed"));
    return;
  }
  const use = button.querySelector("use");
  const before = use.getAttribute("href");
  said.textContent = "Link to this view copied";
  if (before.endsWith("#i-s-done")) return;
  use.setAttribute("href", before.replace(/#.*/, "#i-s-done"));
  setTimeout(() => use.setAttribute("href", before), SHOWN);
}

const ACTS = {
  "[data-controls-sphere]": (button, stage) => panos(stage).forEach((pano) => pano.show("sphere")),
  "[data-controls-flat]": (button, stage) => panos(stage).forEach((pano) => pano.show("flat")),
  "[data-controls-turn]": (button, stage) => panos(stage).forEach((pano) => { pano.turning = !pano.turning; }),
  "[data-controls-link]": copy,
  "[data-controls-full]": (button, stage) => (document.fullscreenElement ? document.exitFullscreen() : stage.requestFullscreen()),
};

document.addEventListener("click", ({ target }) => {
  for (const [selector, act] of Object.entries(ACTS)) {
    const button = target.closest(selector);
    if (button) act(button, stageOf(button));
  }
});
for (const name of ["pano:ready", "pano:show"]) document.addEventListener(name, ({ target }) => refresh(target));
document.addEventListener("pano:camera", ({ target }) => figure(target));
document.addEventListener("fullscreenchange", () => document.querySelectorAll("pano-rama").forEach(refresh));
