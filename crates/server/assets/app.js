// The one module of the pages: keys, and partial updates. Every page works without it.
//
// A form with data-part="#id" is sent in the background; the answer is a page, of which the element
// with that id replaces the one here, and the reading position stays; a button may have its own. Elements with data-key are
// pressed by that key (two keys with a space are pressed one after the other). A table with
// data-keys="list" is walked with j and k, and Enter opens a row.

const body = document.body;
const typing = (node) => node && (/^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName) || node.isContentEditable);
const own = JSON.parse(body.dataset.ownKeys || "{}");
let pending = "";

function keyed() {
  const map = new Map();
  for (const node of document.querySelectorAll("[data-key]")) {
    const key = own[node.dataset.action] || node.dataset.key;
    if (!map.has(key)) map.set(key, node);
  }
  return map;
}

function name(event) {
  const parts = [];
  if (event.altKey) parts.push("Alt");
  if (event.ctrlKey) parts.push("Ctrl");
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return [...parts, key].join("+");
}

function walk(step) {
  const rows = [...document.querySelectorAll('[data-keys="list"] tbody tr')];
  if (!rows.length) return false;
  const at = rows.findIndex((row) => row.classList.contains("here"));
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + step))];
  rows.forEach((row) => row.classList.remove("here"));
  next.classList.add("here");
  next.querySelector("a")?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function sheet() {
  const old = document.getElementById("keys");
  if (old) { old.remove(); return; }
  const dialog = document.createElement("dialog");
  dialog.id = "keys";
  const title = document.createElement("h2");
  title.textContent = "Keys of this page";
  const list = document.createElement("dl");
  list.className = "facts";
  const add = (key, text) => {
    const term = document.createElement("dt");
    const shown = document.createElement("kbd");
    shown.textContent = key;
    term.append(shown);
    const said = document.createElement("dd");
    said.textContent = text;
    list.append(term, said);
  };
  for (const [key, node] of keyed()) add(key, node.dataset.says || node.getAttribute("aria-label") || node.textContent.trim());
  if (document.querySelector('[data-keys="list"]')) add("j k", "Next and previous row; Enter opens it");
  add("?", "This list; Esc closes it");
  const form = document.createElement("form");
  form.method = "dialog";
  const close = document.createElement("button");
  close.textContent = "Close";
  form.append(close);
  dialog.append(title, list, form);
  body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && typing(document.activeElement)) { document.activeElement.blur(); return; }
  if (typing(event.target) && !event.altKey && !event.ctrlKey) return;
  if (event.metaKey || document.querySelector("dialog[open]")) return;
  const key = name(event);
  // Enter and Space belong to whatever has the focus and can be pressed.
  if ((key === "Enter" || key === " ") && event.target.closest("a, button, summary")) return;
  if (key === "?") { event.preventDefault(); sheet(); return; }
  const map = keyed();
  const both = pending ? `${pending} ${key}` : key;
  const node = map.get(both) || map.get(key);
  pending = "";
  if (node) {
    event.preventDefault();
    if (typing(node)) node.focus(); else node.click();
    return;
  }
  if ([...map.keys()].some((known) => known.startsWith(`${key} `))) { pending = key; setTimeout(() => { pending = ""; }, 1200); return; }
  if (key === "j" && walk(1)) event.preventDefault();
  if (key === "k" && walk(-1)) event.preventDefault();
});

// Partial updates.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const part = event.submitter?.dataset.part || form.dataset.part;
  if (!part || form.method === "dialog") return;
  event.preventDefault();
  const data = new FormData(form, event.submitter);
  const post = form.method.toLowerCase() === "post";
  const address = new URL((event.submitter && event.submitter.getAttribute("formaction")) || form.action, location.href);
  const init = { headers: { "X-Part": part }, credentials: "same-origin" };
  if (post) { init.method = "POST"; init.body = form.enctype === "multipart/form-data" ? data : new URLSearchParams(data); }
  else for (const [field, value] of data) address.searchParams.set(field, value);
  form.setAttribute("aria-busy", "true");
  try {
    await replace(await fetch(address, init), part);
  } catch {
    say("The service did not answer. Nothing was lost: try again.");
  } finally {
    form.removeAttribute("aria-busy");
  }
});

// A button with data-live is pressed by itself when something in its form was changed.
document.addEventListener("change", (event) => {
  const button = event.target.form?.querySelector("button[data-live]");
  if (button) event.target.form.requestSubmit(button);
});

async function replace(answer, part) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!answer.ok) {
    // What was refused is told here; the page, and what was typed, stay.
    const told = [...page.querySelectorAll("main h1, main h1 + p")].map((node) => node.textContent);
    say(told.join(": ") || "The service could not do this. Nothing was changed.", "fault");
    return;
  }
  let done = false;
  for (const selector of part.split(",")) {
    const fresh = page.querySelector(selector.trim());
    const old = document.querySelector(selector.trim());
    if (fresh && old) {
      const top = old.scrollTop;
      const focus = document.activeElement && document.activeElement.id;
      old.replaceWith(document.importNode(fresh, true));
      const now = document.querySelector(selector.trim());
      now.scrollTop = top;
      if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
      done = true;
    }
  }
  const notice = page.querySelector(".notice, .fault");
  if (notice) say(notice.textContent); else document.getElementById("said")?.remove();
  if (!done) { if (answer.redirected) location.href = answer.url; else document.documentElement.replaceWith(document.importNode(page.documentElement, true)); }
  document.dispatchEvent(new CustomEvent("part", { detail: part }));
}

export function say(text, kind = "notice") {
  let place = document.getElementById("said");
  if (!place) {
    place = document.createElement("p");
    place.id = "said";
    place.setAttribute("role", "status");
    document.getElementById("main").prepend(place);
  }
  place.className = kind;
  place.textContent = text;
  place.scrollIntoView({ block: "nearest" });
}
