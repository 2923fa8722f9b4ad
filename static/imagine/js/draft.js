/* What is typed is kept: at once in this browser, within a second in the studio. What this browser still has when
   the form opens again, after a crash or a sign-in that ran out, is put back. */
const SETTLED = 800;
let timer;

const form = () => document.querySelector("form[data-draft]");
const keyOf = (one) => `studio:draft:${one.dataset.draftKey}`;
const isOurs = (name) => name.startsWith("p-") || name.startsWith("image-") || name === "origin";

function entriesOf(one) {
  return [...new FormData(one)].filter(([name, value]) => isOurs(name) && typeof value === "string");
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, entries) {
  try {
    localStorage.setItem(key, JSON.stringify(entries));
  } catch {
    // Storage may be full or forbidden; the studio keeps the draft a moment later.
  }
}

/** Hand what was typed to the studio; once it is there, this browser forgets it. */
async function save(one, entries, options = {}) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", one.querySelector("[name='csrfmiddlewaretoken']").value);
  for (const [name, value] of entries) body.append(name, value);
  const text = JSON.stringify(entries);
  try {
    const answer = await fetch(one.dataset.draft, { method: "POST", body, redirect: "error", ...options });
    if (answer.ok && localStorage.getItem(keyOf(one)) === text) localStorage.removeItem(keyOf(one));
    const more = document.getElementById("more-words");
    if (answer.ok && more && one.isConnected) more.textContent = decodeURIComponent(answer.headers.get("X-More") ?? "");
    return answer.ok;
  } catch {
    return false;
  }
}

async function saveNow() {
  clearTimeout(timer);
  const one = form();
  if (!one || !localStorage.getItem(keyOf(one))) return;
  if (await save(one, entriesOf(one))) settle(one);
}

/** The draft says from now on what the address said; a reload must open the draft. */
function settle(one) {
  const query = new URLSearchParams(location.search);
  const stays = new URLSearchParams([...query].filter(([name]) => name === "stream" || name === "after"));
  const plain = new URL(one.action).pathname + (stays.size ? `?${stays}` : "");
  if (location.pathname + location.search !== plain) history.replaceState(history.state, "", plain);
}

function noteDown(event) {
  const one = event.target.closest?.("form[data-draft]");
  if (!one || !isOurs(event.target.name ?? "")) return;
  write(keyOf(one), entriesOf(one));
  clearTimeout(timer);
  timer = setTimeout(saveNow, SETTLED);
}

document.addEventListener("input", noteDown);
document.addEventListener("change", noteDown);
// Sending keeps the draft too; until that answer is here, this browser does.
document.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-draft]")) write(keyOf(event.target), entriesOf(event.target));
}, { capture: true });
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, successful, xhr } = event.detail;
  const isAnswered = successful && !xhr.getResponseHeader("HX-Redirect");
  if (elt.matches("form[data-draft]") && isAnswered) localStorage.removeItem(keyOf(elt));
});
// Leaving in the middle of a word.
document.addEventListener("visibilitychange", () => {
  const one = form();
  if (document.hidden && one && localStorage.getItem(keyOf(one))) save(one, entriesOf(one), { keepalive: true });
});

/** To another generator with what is typed here: first it is saved, then the link is followed. */
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-generator]");
  if (!link?.href || event.ctrlKey || event.metaKey || event.shiftKey || !form()) return;
  if (!localStorage.getItem(keyOf(form()))) return;
  event.preventDefault();
  await saveNow();
  location.assign(link.href);
});

function fill(one, entries) {
  const values = new Map();
  for (const [name, value] of entries) values.set(name, [...(values.get(name) ?? []), value]);
  for (const control of one.elements) {
    if (!control.name?.startsWith("p-") || control.type === "file") continue;
    const given = values.get(control.name) ?? [];
    if (control.type === "checkbox" || control.type === "radio") control.checked = given.includes(control.value);
    else if (control.multiple) for (const option of control.options) option.selected = given.includes(option.value);
    else if (given.length) control.value = given[0];
  }
  one.querySelector("[name^='p-']")?.dispatchEvent(new Event("input", { bubbles: true }));
}

/** On opening: what never reached the studio goes there now, and into the form if it was typed in this very one. */
async function putBack() {
  const one = form();
  const entries = one && read(keyOf(one));
  if (!entries) return;
  const origin = new Map(entries).get("origin") ?? "";
  if (origin === one.elements.origin.value) fill(one, entries);
  else await save(one, entries);
}

putBack();
