/* Shows what was chosen or dropped, and keeps it when the server sends the form again. */
const SIDES = [368, 184];
let chosen = new Map();

const inputs = () => document.querySelectorAll("[data-upload] input[type='file']");

async function show(input) {
  const zone = input.closest("[data-upload]");
  const words = zone.querySelector("[data-chosen]");
  const canvas = zone.querySelector(".preview");
  const file = input.files[0];
  words.dataset.limits ??= words.textContent;
  words.textContent = file ? `${file.name}, ${Math.max(1, Math.round(file.size / 1024)).toLocaleString("en")} kB` : words.dataset.limits;
  canvas.hidden = true;
  if (!file?.type.startsWith("image/")) return;
  try {
    draw(canvas, await createImageBitmap(file));
    canvas.hidden = false;
  } catch {
    // Not a picture after all; the server says so when it is sent.
  }
}

function draw(canvas, bitmap) {
  const [width, height] = SIDES;
  const scale = Math.min(width / bitmap.width, height / bitmap.height);
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
}

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-upload] input[type='file']")) return;
  show(event.target);
  // A file of one's own takes the place of the studio's picture.
  const other = event.target.closest(".field").querySelector(".stands-in input");
  if (other && event.target.files.length) other.checked = false;
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id === "desk") chosen = new Map([...inputs()].map((input) => [input.name, input.files]));
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "desk") return;
  for (const input of inputs()) {
    const files = chosen.get(input.name);
    if (!files?.length) continue;
    input.files = files;
    show(input);
  }
});
