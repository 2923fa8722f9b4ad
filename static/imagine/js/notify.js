/* One's own images, told in the tab's title: how many are being made, and while nobody looks that one is done.
   Whoever has asked for it is told by the system as well. Nobody is ever asked for leave on opening a page. */
const KEY = "studio:notify";
const WORDS = {
  done: { title: "✓ Done", words: "Your image is done" },
  failed: { title: "Not made", words: "Your image could not be made" },
};
const numbered = /^\(\d+\) /;
let told = "";
let usual = "";
// What the title says instead, until somebody looks.
let news = "";
let open = new Map();

const mine = () => [...document.querySelectorAll("[data-mine][data-active], .mine[data-active]")];
const isWanted = () => "Notification" in window && Notification.permission === "granted" && localStorage.getItem(KEY) === "on";

function name() {
  if (document.title !== told) usual = document.title.replace(numbered, "");
  const number = mine().length;
  told = news || (number ? `(${number}) ${usual}` : usual);
  if (document.title !== told) document.title = told;
}

function outcome(card) {
  if (card.dataset.status === "complete") return "done";
  return ["error", "refused"].includes(card.dataset.status) ? "failed" : "";
}

function notify(card, { words }) {
  const body = card.querySelector(".prompt, .words")?.textContent.trim() ?? "";
  try {
    const notice = new Notification(words, { body, tag: `imagine-${card.dataset.imagine}` });
    notice.onclick = () => {
      window.focus();
      notice.close();
    };
  } catch {
    // Some phones allow notices but not from a page; the title has said it.
  }
}

function tell(card) {
  const what = WORDS[outcome(card)];
  if (!what || !document.hidden) return;
  news = `${what.title} · Imagine`;
  name();
  if (isWanted()) notify(card, what);
}

/** What was open and is not any more has ended; what left the page has not. */
function look() {
  const now = new Map(mine().map((card) => [card.dataset.imagine, card]));
  const ended = [...open.keys()].filter((number) => !now.has(number));
  open = now;
  name();
  for (const number of ended) {
    const card = document.querySelector(`[data-imagine="${number}"]:not([data-active])`);
    if (card) tell(card);
  }
}

function label() {
  const button = document.querySelector("[data-notify]");
  if (!button || !("Notification" in window)) return;
  const words = button.querySelector("span");
  button.dataset.off ??= words.textContent;
  button.hidden = false;
  button.setAttribute("aria-pressed", String(isWanted()));
  const isDenied = Notification.permission === "denied";
  words.textContent = isDenied ? button.dataset.denied : isWanted() ? button.dataset.on : button.dataset.off;
}

document.addEventListener("click", async (event) => {
  if (!event.target.closest("[data-notify]")) return;
  const turnOn = !isWanted();
  if (turnOn && Notification.permission === "default") await Notification.requestPermission();
  localStorage.setItem(KEY, turnOn ? "on" : "off");
  label();
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  news = "";
  name();
});

look();
label();
for (const event of ["htmx:load", "htmx:oobAfterSwap", "htmx:afterSwap"]) document.addEventListener(event, look);
