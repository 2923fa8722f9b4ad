/* Shows what was chosen or dropped and hands it to the studio at once, so that nothing has to be chosen twice. Until
   the studio has it, the control itself holds it: sending never waits for this. */
const SIDES = [368, 184];
const MEGABYTE = 1024 * 1024;
let chosen = new Map();

const inputs = () => document.querySelectorAll("[data-upload] input[type='file']");

function sizeOf(file) {
  const kilobytes = Math.max(1, Math.round(file.size / 1024));
  return kilobytes < 1024 ? `${kilobytes} kB` : `${(file.size / MEGABYTE).toFixed(1)} MB`;
}

async function show(zone, file) {
  const words = zone.querySelector("[data-chosen]");
  const canvas = zone.querySelector(".preview");
  words.textContent = file ? `${file.name}, ${sizeOf(file)}` : zone.dataset.limits;
  canvas.hidden = true;
  if (!file?.type.startsWith("image/")) return;
  try {
    draw(canvas, await createImageBitmap(file));
    canvas.hidden = false;
  } catch {
    // Not a picture after all; the studio says so.
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

function complain(input, words) {
  input.dispatchEvent(new CustomEvent("studio:wrong", { bubbles: true, detail: words }));
}

/** The studio's copy takes the place of what the control holds, unless something else was chosen meanwhile. */
async function keep(input) {
  const { form, name, files: [file] } = input;
  const zone = input.closest("[data-upload]");
  complain(input, "");
  if (!file) return;
  if (file.size > Number(zone.dataset.most)) return complain(input, `This file has ${sizeOf(file)}. ${zone.dataset.limits}.`);
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.set(name, file);
  zone.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.dataset.files, { method: "POST", body, redirect: "error" });
    if (input.files[0] !== file || !input.isConnected) return;
    if (answer.status === 422) complain(input, await answer.text());
    if (answer.ok) stand(zone, input, await answer.text());
  } catch {
    // The control still holds the file, and sending sends it.
  } finally {
    zone.removeAttribute("aria-busy");
  }
}

function stand(zone, input, markup) {
  const field = zone.closest(".field");
  field.querySelector(".stands-in")?.remove();
  zone.insertAdjacentHTML("afterend", markup);
  input.value = "";
  show(zone, null);
  field.querySelector(".stands-in input").dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-upload] input[type='file']")) return;
  show(event.target.closest("[data-upload]"), event.target.files[0]);
  // A file of one's own takes the place of what stood there.
  const other = event.target.closest(".field").querySelector(".stands-in input");
  if (other && event.target.files.length) other.checked = false;
  keep(event.target);
});

// Ticked again, the one from before takes its place back.
document.addEventListener("change", (event) => {
  if (!event.target.matches(".stands-in input:checked")) return;
  const input = event.target.closest(".field").querySelector("input[type='file']");
  if (!input.files.length) return;
  input.value = "";
  show(input.closest("[data-upload]"), null);
  complain(input, "");
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id === "desk") chosen = new Map([...inputs()].map((input) => [input.name, input.files]));
});

// What the studio did not keep, because something is wrong with it, stays chosen and can be seen.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "desk") return;
  for (const input of inputs()) {
    const files = chosen.get(input.name);
    if (!files?.length || input.closest(".field").querySelector(".stands-in input")) continue;
    input.files = files;
    show(input.closest("[data-upload]"), files[0]);
  }
});
