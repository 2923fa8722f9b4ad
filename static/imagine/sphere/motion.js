/* On request a sphere follows the phone in the hand: it looks where the back of the phone looks, horizon level. */
const DEGREES = 180 / Math.PI;
const PATIENCE = 1500;
const canTurn = "DeviceOrientationEvent" in window && matchMedia("(pointer: coarse)").matches;
let stop;

/* Where the back of the device points: heading clockwise and height, in degrees.

   x, y and back are the device's own directions as [east, north, up]: along its right edge, to its top, out of its
   back. Straight down or up the back has no heading; there the heading is that of the upper edge of what is shown,
   which `angle` tells, and in between both have a share. */
function facing({ alpha, beta, gamma }) {
  const [a, b, g] = [alpha, beta, gamma].map((angle) => angle / DEGREES);
  const [sa, ca, sb, cb, sg, cg] = [a, b, g].flatMap((angle) => [Math.sin(angle), Math.cos(angle)]);
  const x = [ca * cg - sa * sb * sg, sa * cg + ca * sb * sg, -cb * sg];
  const y = [-sa * cb, ca * cb, sb];
  const back = [-(ca * sg + sa * sb * cg), -(sa * sg - ca * sb * cg), -cb * cg];
  const shown = screen.orientation.angle / DEGREES;
  const height = Math.asin(Math.max(-1, Math.min(1, back[2])));
  const [east, north] = [0, 1].map((axis) => {
    const edge = Math.sin(shown) * x[axis] + Math.cos(shown) * y[axis];
    return Math.cos(height) * back[axis] - Math.sin(height) * edge;
  });
  return { heading: Math.atan2(east, north) * DEGREES, height: height * DEGREES };
}

function follow(button, pano) {
  let before;
  const turn = (event) => {
    if (event.alpha === null) return;
    const now = facing(event);
    if (!before) pano.turn(0, now.height - pano.camera.pitch, 0);
    else pano.turn(((now.heading - before.heading + 540) % 360) - 180, now.height - before.height, 0);
    before = now;
  };
  addEventListener("deviceorientation", turn);
  button.setAttribute("aria-pressed", "true");
  const timer = setTimeout(() => before || refuse("This device does not say how it is held."), PATIENCE);
  stop = () => {
    clearTimeout(timer);
    removeEventListener("deviceorientation", turn);
    button.setAttribute("aria-pressed", "false");
    stop = null;
  };
}

function refuse(words) {
  stop?.();
  document.getElementById("said").textContent = words;
}

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-motion]");
  if (!button) return;
  if (stop) {
    stop();
    return;
  }
  const answer = await (DeviceOrientationEvent.requestPermission?.() ?? "granted").catch?.(() => "denied") ?? "granted";
  if (answer === "granted") follow(button, button.closest("[data-stage]").querySelector("pano-rama"));
  else refuse("Motion is not allowed to this page.");
});

document.addEventListener("pano:ready", ({ target }) => {
  if (!canTurn) target.closest("[data-stage]")?.querySelector("[data-motion]")?.remove();
});
