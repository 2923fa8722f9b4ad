/* Hands on a sphere: drag and let go, wheel, two fingers, arrows, + and −, 0 or Home. */
// A push is felt for this many milliseconds; a finger that rested before it left gives none.
const COAST = 320;
const RESTED = 60;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const ZOOMS = { "+": 1 / 1.2, "=": 1 / 1.2, "-": 1.2, "_": 1.2 };

function drag(pano) {
  const fingers = new Map();
  let speed = [0, 0];
  let moved = 0;

  const middle = () => {
    const all = [...fingers.values()];
    const [x, y] = [0, 1].map((axis) => all.reduce((sum, finger) => sum + finger[axis], 0) / all.length);
    const apart = all.length < 2 ? 0 : Math.hypot(all[0][0] - all[1][0], all[0][1] - all[1][1]);
    return { x, y, apart };
  };

  pano.addEventListener("pointerdown", (event) => {
    if (!pano.isSphere || event.button) return;
    pano.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, [event.clientX, event.clientY]);
    pano.classList.add("is-held");
    pano.hold();
    speed = [0, 0];
  });

  pano.addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) return;
    const before = middle();
    fingers.set(event.pointerId, [event.clientX, event.clientY]);
    const now = middle();
    const scale = pano.degreesPerPixel;
    // Towards the poles a round is shorter, so that the picture stays under the finger.
    const turn = [(before.x - now.x) * scale / Math.max(Math.cos(pano.camera.pitch * Math.PI / 180), 0.3), (now.y - before.y) * scale];
    pano.turn(...turn, 0);
    if (before.apart && now.apart) pano.zoom(before.apart / now.apart, 0);
    const passed = Math.max(1, event.timeStamp - moved);
    moved = event.timeStamp;
    speed = speed.map((old, axis) => old * 0.4 + (turn[axis] / passed) * 0.6);
  });

  const release = (event) => {
    if (!fingers.delete(event.pointerId) || fingers.size) return;
    pano.classList.remove("is-held");
    const isThrown = event.type === "pointerup" && event.timeStamp - moved < RESTED;
    if (isThrown) pano.turn(speed[0] * COAST, speed[1] * COAST, COAST);
  };
  for (const name of ["pointerup", "pointercancel"]) pano.addEventListener(name, release);
}

function wheel(pano) {
  pano.addEventListener("wheel", (event) => {
    if (!pano.isSphere) return;
    event.preventDefault();
    const lines = event.deltaMode ? 16 : 1;
    // A trackpad's pinch comes as a wheel with Ctrl, in smaller steps.
    pano.zoom(Math.exp(event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.0012)));
  }, { passive: false });
}

function keys(pano) {
  let timer;
  const tell = () => {
    const { yaw, pitch, view } = pano.camera;
    const up = Math.round(pitch);
    const height = up ? `, ${Math.abs(up)}° ${up > 0 ? "up" : "down"}` : "";
    document.getElementById("said").textContent = `Facing ${Math.round(yaw) % 360}°${height}, view ${Math.round(view)}°`;
  };
  pano.addEventListener("keydown", (event) => {
    if (!pano.isSphere || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = pano.camera.view / (event.shiftKey ? 4 : 16);
    const arrow = ARROWS[event.key];
    if (arrow) pano.turn(arrow[0] * step, arrow[1] * step);
    else if (ZOOMS[event.key]) pano.zoom(ZOOMS[event.key]);
    else if (event.key === "0" || event.key === "Home") pano.reset();
    else return;
    // Arrows lead to the neighbours only where they do not turn.
    event.preventDefault();
    clearTimeout(timer);
    timer = setTimeout(tell, 700);
  });
}

const held = new WeakSet();
document.addEventListener("pano:ready", ({ target }) => {
  if (held.has(target)) return;
  held.add(target);
  for (const hands of [drag, wheel, keys]) hands(target);
});
