/* On request a sphere follows the phone in the hand: it looks where the back of the phone looks, horizon level. */
const DEGREES = 180 / Math.PI;
const PATIENCE = 1500;
const canTurn = "DeviceOrientationEvent" in window && matchMedia("(pointer: coarse)").matches;
let stop;

/* Where the back of the device points: heading clockwise and height, in degrees. */
function facing({ alpha, beta, gamma }) {
  const [a, b, g] = [alpha, beta, gamma].map((angle) => angle / DEGREES);
  const east = -(Math.cos(a) * Math.sin(g) + Math.sin(a) * Math.sin(b) * Math.cos(g));
  const north = -(Math.sin(a) * Math.sin(g) - Math.cos(a) * Math.sin(b) * Math.cos(g));
  const up = -Math.cos(b) * Math.cos(g);
  return { heading: Math.atan2(east, north) * DEGREES, height: Math.asin(Math.max(-1, Math.min(1, up))) * DEGREES };
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
