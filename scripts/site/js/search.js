// Search over the page: headings, fields, limits, errors, modules. What is looked through is what is there to read.

import { openDialog } from "./dialogs.js";
import { $, $$, el } from "./dom.js";

const MOST = 12;
let index = null;

function entries() {
  const found = [];
  let ids = 0;
  for (const section of $$(".doc section")) {
    const title = $("h2", section);
    const name = title.firstChild.textContent.trim();
    found.push({ text: name, where: "", target: title, body: $$(".prose p", section).map((p) => p.textContent).join(" ") });
    for (const heading of $$("h3[id]", section)) found.push({ text: heading.firstChild.textContent.trim(), where: name, target: heading, body: "" });
    for (const row of $$("tbody tr", section)) {
      const head = $("th", row);
      found.push({ text: head.textContent.trim(), where: name, target: row, body: row.textContent });
    }
    for (const field of $$("ul.fields li", section)) {
      found.push({ text: field.id.replace("response-", "").replaceAll("-", "."), where: name, target: field, body: $(".meaning", field)?.textContent ?? "" });
    }
    for (const term of $$("dl dt", section)) found.push({ text: term.textContent, where: name, target: term, body: term.nextElementSibling.textContent });
  }
  for (const entry of found) {
    entry.target.id ||= `found-${ids += 1}`;
    entry.low = entry.text.toLowerCase();
    entry.all = `${entry.low} ${entry.body.toLowerCase()}`;
  }
  return found;
}

function matching(query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return index.filter(({ where }) => where === "");
  const rank = ({ low }) => (low === words.join(" ") ? 0 : low.startsWith(words[0]) ? 1 : words.every((word) => low.includes(word)) ? 2 : 3);
  return index.filter(({ all }) => words.every((word) => all.includes(word)))
    .map((entry, at) => ({ entry, at, rank: rank(entry) })).sort((a, b) => a.rank - b.rank || a.at - b.at).slice(0, MOST).map(({ entry }) => entry);
}

function reveal(target) {
  for (let place = target; place; place = place.parentElement) if (place.tagName === "DETAILS") place.open = true;
  target.scrollIntoView({ block: "center" });
  target.classList.add("found");
  setTimeout(() => target.classList.remove("found"), 2500);
}

/** @param {string} asked what is looked for already */
export function showSearch(asked) {
  index ??= entries();
  const input = el("input", { type: "text", id: "query", placeholder: "Limits, fields, errors, modules", autocomplete: "off", spellcheck: false,
    attributes: { role: "combobox", "aria-label": "Search this page", "aria-controls": "hits", "aria-expanded": "true", "aria-autocomplete": "list" } });
  const list = el("ul", { id: "hits", attributes: { role: "listbox", "aria-label": "Found" } });
  let hits = [];
  let at = 0;
  const go = (entry) => { dialog.close(); history.replaceState(null, "", `#${entry.target.id}`); reveal(entry.target); };
  const show = () => {
    list.replaceChildren(...hits.map((entry, number) => el("li", { id: `hit-${number}`, onclick: () => go(entry), attributes: { role: "option", "aria-selected": String(number === at) } },
      el("span", {}, entry.text), entry.where && el("small", {}, entry.where))));
    if (!hits.length) list.append(el("li", { className: "note", attributes: { role: "option", "aria-disabled": "true", "aria-selected": "false" } }, "Nothing found"));
    input.setAttribute("aria-activedescendant", hits.length ? `hit-${at}` : "");
    list.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  };
  input.addEventListener("input", () => { hits = matching(input.value); at = 0; show(); });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && hits.length) { event.preventDefault(); at = (at + step + hits.length) % hits.length; show(); }
    if (event.key === "Enter" && hits[at]) { event.preventDefault(); go(hits[at]); }
  });
  const dialog = openDialog("Search", [input, list], "search");
  input.value = asked;
  hits = matching(asked);
  show();
  input.focus();
}
