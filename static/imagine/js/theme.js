/* Dark or light at once, remembered as the server would; without script the form does the same with a reload. */
const A_YEAR = 365 * 24 * 3600;

document.addEventListener("submit", (event) => {
  const chosen = event.submitter?.value;
  if (!event.target.matches(".theme") || !chosen) return;
  event.preventDefault();
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `theme=${chosen}; path=/; max-age=${A_YEAR}; samesite=lax${secure}`;
  const change = () => {
    document.documentElement.dataset.theme = chosen;
    // The pressed button made room for its opposite.
    event.target.querySelector(`button:not([value="${chosen}"])`).focus();
  };
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (document.startViewTransition && !still) document.startViewTransition(change);
  else change();
});
