/* On a phone the stream lies below the form: one line at the top tells of the card that is furthest on. */
const STAGES = ["processing", "dispatched", "pending", "sending", "held"];

function tell() {
  const link = document.getElementById("now");
  if (!link) return;
  const cards = STAGES.map((status) => document.querySelector(`.card[data-active][data-status="${status}"]`));
  const card = cards.find(Boolean);
  link.hidden = !card;
  if (!card) return;
  link.querySelector("[data-now-words]").replaceChildren(card.querySelector(".status").cloneNode(true));
  link.querySelector("[data-now-number]").textContent = card.querySelector(".say .number")?.textContent ?? "";
  link.querySelector("[data-now-line]").value = card.querySelector("progress")?.value ?? 0;
}

tell();
for (const name of ["studio:tick", "htmx:load"]) document.addEventListener(name, tell);
