/* From the stage back to the very list one came from, with its filters and at its place. */
const KEY = "studio:list";
const back = document.querySelector("[data-back]");

if (!back) {
  if (document.querySelector("[data-poll]")) sessionStorage.setItem(KEY, location.pathname + location.search);
} else {
  const list = sessionStorage.getItem(KEY);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-back]");
    if (!link || !list || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (document.referrer === location.origin + list) history.back();
    else location.assign(list);
  });
}
