/* Shows a password while its button is pressed in, and hides it again before it is sent. */
const field = (button) => document.getElementById(button.dataset.reveal);

function show(button, shown) {
  field(button).type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", shown);
  button.textContent = shown ? "Hide" : "Show";
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-reveal]");
  if (button) show(button, button.getAttribute("aria-pressed") !== "true");
});

// Password managers know a password by its type.
document.addEventListener("submit", (event) => {
  for (const button of event.target.querySelectorAll("[data-reveal]")) show(button, false);
});
