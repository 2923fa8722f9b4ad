/* Copies one setting or all of them, and shows and says that it did. */
const SHOWN = 1500;

function copied(button) {
  const use = button.querySelector("use");
  const before = use.getAttribute("href");
  if (before.endsWith("#i-s-done")) return;
  use.setAttribute("href", before.replace(/#.*/, "#i-s-done"));
  document.getElementById("said").textContent = "Copied";
  setTimeout(() => use.setAttribute("href", before), SHOWN);
}

function textFor(button) {
  if (button.matches("[data-copy-link]")) return new URL(button.dataset.copyLink, location.href).href;
  const value = (row) => row.querySelector("dd").dataset.value;
  if (button.matches("[data-copy]")) return value(button.closest("div"));
  const rows = [...button.closest("section").querySelectorAll(".settings > div")];
  return rows.map((row) => `${row.querySelector("dt").textContent}: ${value(row)}`).join("\n");
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-copy-all], [data-copy-link]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(textFor(button));
    copied(button);
  } catch {
    document.dispatchEvent(new Event("studio:failed"));
  }
});
