/* Times in the reader's own zone, ages that grow, seconds that run and the line that fills between polls.
   The words are those of imagine/templatetags/words.py. */
const GAP = "\u202f";
const UNITS = [["d", 86400], ["h", 3600], ["min", 60]];
const BAR_AT_MOST = 97;

function duration(seconds) {
  const [unit, size] = UNITS.find(([, size]) => seconds >= size) ?? ["s", 1];
  const amount = unit === "s" ? Math.max(0, Math.round(seconds)) : Math.floor(seconds / size);
  return `${amount}${GAP}${unit}`;
}

const two = (number) => String(number).padStart(2, "0");
const clock = (at) => `${two(at.getHours())}:${two(at.getMinutes())}`;
const age = (at) => (Date.now() - at) / 1000;

function day(at) {
  const date = (offset) => new Date(Date.now() - offset * 86400000).toDateString();
  if (at.toDateString() === date(0)) return "today";
  if (at.toDateString() === date(1)) return "yesterday";
  const year = at.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
  return at.toLocaleDateString("en-GB", { day: "numeric", month: "long", year });
}

function moment(at) {
  const words = day(at);
  return words === "today" || words === "yesterday" ? `${clock(at)} ${words}` : `${words}, ${clock(at)}`;
}

function ago(at) {
  if (age(at) < 60) return "just now";
  return age(at) < 12 * 3600 ? `${duration(age(at))} ago` : moment(at);
}

const STYLES = {
  clock, day, moment, ago,
  second: (at) => `${clock(at)}:${two(at.getSeconds())}`,
  age: (at) => duration(age(at)),
};

function put(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

function sayTimes() {
  for (const time of document.querySelectorAll("time[data-as]")) {
    put(time, STYLES[time.dataset.as](new Date(time.dateTime)));
  }
}

// The server's count of seconds, and when this page first saw it: a wrong clock here does no harm.
const firstSeen = new WeakMap();

function running(element) {
  if (!firstSeen.has(element)) firstSeen.set(element, performance.now());
  return Number(element.dataset.seconds) + (performance.now() - firstSeen.get(element)) / 1000;
}

function run() {
  for (const number of document.querySelectorAll("[data-seconds]")) {
    const seconds = running(number);
    put(number, duration(seconds));
    const plate = number.closest(".plate");
    const line = plate?.querySelector("progress[data-usual]");
    if (!line) continue;
    const late = seconds > Number(line.dataset.usual);
    line.value = Math.min(BAR_AT_MOST, (100 * seconds) / Number(line.dataset.usual));
    plate.querySelector("[data-usual-words]")?.toggleAttribute("hidden", late);
    plate.querySelector("[data-late-words]")?.toggleAttribute("hidden", !late);
  }
}

let ticks = 0;
function tick() {
  if (document.hidden) return;
  run();
  if (ticks++ % 5 === 0) sayTimes();
  document.dispatchEvent(new Event("studio:tick"));
}

tick();
setInterval(tick, 1000);
document.addEventListener("htmx:load", () => { sayTimes(); run(); });
