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
  if (button.matches("[data-copy-all]")) return button.closest("section").querySelector("[data-as-text]").value;
  return button.dataset.copy || button.closest("div").querySelector("dd").dataset.value;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-copy-all]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(textFor(button));
    copied(button);
  } catch {
    document.dispatchEvent(new Event("studio:failed"));
  }
});
