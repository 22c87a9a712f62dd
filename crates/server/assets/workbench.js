// The workbench: which code is meant, evidence and code both ways, selections, the next document.
// Everything here is also a form or a link; this only spares the way.

import { say } from "./app.js";

const PARTS = ["#bar", "#left", "#reader", "#codes"];
const at = (selector) => document.querySelector(selector);
const all = (selector) => [...document.querySelectorAll(selector)];
const reader = () => at("#reader");
let here = at(".code.here")?.dataset.line || at('.code[data-state="suggested"]')?.dataset.line || at(".code")?.dataset.line;
let moveOn = false;
let quote = -1;

const rows = () => all("#codes .code").filter((row) => row.offsetParent !== null);
const row = () => document.getElementById(`c${here}`);

function choose(key, focus = true) {
  if (key !== here) quote = -1;
  here = key;
  for (const one of all(".code")) {
    const is = one.dataset.line === key;
    one.classList.toggle("here", is);
    if (is) one.setAttribute("aria-current", "true"); else one.removeAttribute("aria-current");
  }
  for (const mark of all("mark.ev")) mark.classList.toggle("selected", mark.dataset.line === key && key !== undefined);
  const now = row();
  if (!now) return;
  // What was rejected is folded away: it is meant, so it is shown.
  if (focus) now.closest("details:not([open])")?.setAttribute("open", "");
  now.scrollIntoView({ block: "nearest" });
  if (focus) now.focus({ preventScroll: true });
}

function step(by) {
  const list = rows();
  if (!list.length) return;
  const place = list.findIndex((one) => one.dataset.line === here);
  choose(list[Math.max(0, Math.min(list.length - 1, place + by))].dataset.line);
}

// The reader scrolls, and nothing else.
function toAnchor(anchor) {
  const mark = document.getElementById(anchor);
  const pane = reader();
  if (!mark || !pane) return;
  const place = mark.getBoundingClientRect().top - pane.getBoundingClientRect().top;
  if (place < 60 || place > pane.clientHeight - 60) pane.scrollTop += place - pane.clientHeight / 3;
}

async function load(href, keepReader) {
  try {
    const answer = await fetch(href, { headers: { "X-Part": "reader" }, credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.querySelector("#reader")) { location.href = href; return; }
    for (const part of PARTS) {
      const fresh = page.querySelector(part);
      const old = at(part);
      if (!fresh || !old) continue;
      const top = old.scrollTop;
      old.replaceWith(document.importNode(fresh, true));
      at(part).scrollTop = part === "#reader" && !keepReader ? 0 : top;
    }
    history.replaceState(null, "", href);
    choose(here, false);
  } catch {
    say("The service did not answer. Nothing was lost: try again.");
  }
}

async function toQuote(link) {
  if (link.dataset.doc !== reader()?.dataset.doc) await load(link.href.split("#")[0], false);
  choose(link.closest(".code")?.dataset.line || here, false);
  toAnchor(link.dataset.anchor);
}

function evidence() {
  const links = [...(row()?.querySelectorAll("details.more .quote-link") || [])];
  if (!links.length) return;
  quote = (quote + 1) % links.length;
  toQuote(links[quote]);
}

function paper(by) {
  const list = all("#left a.paper");
  const place = list.findIndex((one) => one.hasAttribute("aria-current"));
  const next = list[place + by];
  if (next) load(next.href, false);
}

const acts = {
  next_code: () => step(1),
  previous_code: () => step(-1),
  evidence,
  next_document: () => paper(1),
  previous_document: () => paper(-1),
  add: () => at("#add-code")?.focus(),
};

function run(name) {
  if (acts[name]) { acts[name](); return; }
  const [verb, what] = name.split(":");
  const now = row();
  if (!now) return;
  if (verb === "press") {
    if (what === "principal") now.querySelector("details.more")?.setAttribute("open", "");
    now.querySelector(`[data-do="${what}"]`)?.click();
  } else {
    const fold = now.querySelector(`details.${what}`);
    if (!fold) return;
    fold.open = true;
    fold.querySelector("select, input:not([type=hidden])")?.focus();
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[hidden] [data-do]");
  if (button) { run(button.dataset.do); return; }
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest("a.quote-link");
  if (link) { event.preventDefault(); toQuote(link); return; }
  const mark = event.target.closest("mark.ev a");
  if (mark) { event.preventDefault(); choose(mark.closest("mark").dataset.line); return; }
  const document_ = event.target.closest("a.paper");
  if (document_) { event.preventDefault(); load(document_.href, false); return; }
  const code = event.target.closest(".code");
  if (code && !event.target.closest("a, button, input, select, summary, label")) choose(code.dataset.line);
  const fold = event.target.closest("details.pop > summary");
  if (fold) setTimeout(() => fold.parentElement.querySelector("select, input:not([type=hidden])")?.focus());
});

// A form that wants to be sure asks once; Enter is yes.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const name = form.action ? String(form.getAttribute("action")) : "";
  if (/\/codes\/\d+\/(accept|reject)$/.test(name)) {
    moveOn = true;
    const line = name.split("/").at(-2);
    if (line !== here) choose(line, false);
  }
  if (!form.dataset.confirm || form.dataset.sure) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", "sure-says");
  const says = document.createElement("p");
  says.id = "sure-says";
  says.textContent = form.dataset.confirm;
  const yes = document.createElement("button");
  yes.textContent = "Yes, submit";
  yes.className = "primary";
  const no = document.createElement("button");
  no.textContent = "No";
  dialog.append(says, yes, " ", no);
  document.body.append(dialog);
  yes.addEventListener("click", () => { form.dataset.sure = "1"; dialog.close(); form.requestSubmit(); });
  no.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
  yes.focus();
}, true);

document.addEventListener("part", () => {
  let next = here;
  if (moveOn) {
    moveOn = false;
    next = at('.code[data-state="suggested"]')?.dataset.line || here;
  }
  choose(next);
});

// Bytes of the document before a place in it; the labels of marks do not count.
function byteAt(node, offset) {
  const span = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.("[data-at]");
  if (!span || node.nodeType !== Node.TEXT_NODE) return null;
  return Number(span.dataset.at) + new TextEncoder().encode(node.data.slice(0, offset)).length;
}

function selected() {
  const form = at("#add");
  const choice = getSelection();
  if (!form || !choice || choice.isCollapsed || !reader()?.contains(choice.anchorNode)) return;
  const range = choice.getRangeAt(0);
  const start = byteAt(range.startContainer, range.startOffset);
  const end = byteAt(range.endContainer, range.endOffset);
  if (start === null || end === null || end <= start || end - start > 2000) return;
  form.elements.document.value = reader().dataset.doc;
  form.elements.start.value = start;
  form.elements.end.value = end;
  // The words without the labels; the service compares bytes, so they are only shown.
  form.elements.text.value = "";
  form.elements.text.placeholder = choice.toString().slice(0, 80);
}
document.addEventListener("mouseup", selected);
document.addEventListener("keyup", (event) => { if (event.shiftKey || event.key === "Shift") selected(); });

// A typed quotation takes the place of a selection.
document.addEventListener("input", (event) => {
  if (event.target.name === "text" && event.target.form?.id === "add") {
    event.target.form.elements.start.value = "";
    event.target.form.elements.end.value = "";
  }
});

// Reloading keeps the place that was read.
const place = () => `read:${location.pathname}:${reader()?.dataset.doc}`;
addEventListener("pagehide", () => sessionStorage.setItem(place(), reader()?.scrollTop || 0));
if (!location.hash.startsWith("#e") && location.hash !== "#found" && reader()) reader().scrollTop = Number(sessionStorage.getItem(place()) || 0);
if (location.hash.startsWith("#e")) toAnchor(location.hash.slice(1));
if (here !== undefined) choose(here, !location.hash);
