// Keys for the whole page.

import { $, typing } from "./dom.js";
import { more } from "./lazy.js";

const MOD = /Mac|iP(hone|ad|od)/.test(navigator.platform) ? "⌘" : "Ctrl";

/** What was typed while the search was on its way; null when it is not. @type {string | null} */
let early = null;

async function showSearch() {
  early = "";
  try {
    const { showSearch: show } = await more();
    show(early);
  } finally {
    early = null;
  }
}
const showSheet = async () => (await more()).showSheet(MOD);

const TABS = { 1: "output", 2: "files", 3: "json", 4: "request" };

/** @param {{stop: () => void, focusEditor: () => void}} actions */
export function wireKeys({ stop, focusEditor }) {
  for (const place of document.querySelectorAll("[data-mod]")) place.textContent = MOD;
  $("#search").addEventListener("click", showSearch);
  $("#keys").addEventListener("click", showSheet);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !document.querySelector("dialog[open]")) stop();
    if (early !== null) {
      if (event.key.length === 1) early += event.key;
      event.preventDefault();
      return;
    }
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing()) return;
    const actions = { "/": showSearch, "?": showSheet, e: focusEditor };
    const tab = TABS[event.key];
    if (actions[event.key]) { event.preventDefault(); actions[event.key](); }
    if (tab) { $(`#tab-${tab}`).click(); $("#result").scrollIntoView({ block: "nearest" }); }
  });
}
