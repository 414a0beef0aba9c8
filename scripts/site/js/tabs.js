// Rows of tabs by the ARIA pattern: one tab stop, arrows move and choose.

import { $, $$ } from "./dom.js";

const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

/** @param {HTMLElement} list @param {(tab: HTMLElement) => void} chosen */
export function wireTabs(list, chosen) {
  const tabs = $$('[role="tab"]', list);
  const choose = (tab, focus = false) => {
    for (const other of tabs) {
      other.setAttribute("aria-selected", String(other === tab));
      other.tabIndex = other === tab ? 0 : -1;
    }
    if (focus) tab.focus();
    chosen(tab);
  };
  for (const [index, tab] of tabs.entries()) {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", (event) => {
      const target = event.key === "Home" ? 0 : event.key === "End" ? tabs.length - 1
        : event.key in STEPS ? (index + STEPS[event.key] + tabs.length) % tabs.length : null;
      if (target === null) return;
      event.preventDefault();
      choose(tabs[target], true);
    });
  }
  return choose;
}

/** Tabs that choose one of several bodies in a sample. */
export function wireChoices() {
  for (const figure of $$("[data-choice]")) {
    wireTabs($('[role="tablist"]', figure), (tab) => {
      for (const part of $$(":scope > div[id]", figure)) part.toggleAttribute("data-later", part.id !== tab.dataset.chosen);
    });
  }
}

const lists = new Set();
let language = null;

function remembered() {
  try { return localStorage.getItem("language"); } catch { return null; }
}

/** The language that samples are shown in. */
export const chosenLanguage = () => (language ??= remembered() ?? "curl");

/** Choose the language everywhere. @param {string} id */
export function chooseLanguage(id) {
  language = id;
  try { localStorage.setItem("language", id); } catch { /* storage is closed: it lasts as long as the page */ }
  for (const show of lists) show(id);
}

/** A place that follows the choice of language. @param {(id: string) => void} show */
export function followLanguage(show) {
  lists.add(show);
  show(chosenLanguage());
}

/** Mark the chosen tab of a row of languages without moving the focus. */
export function markLanguage(list, id) {
  for (const tab of $$("[data-language]", list)) {
    tab.setAttribute("aria-selected", String(tab.dataset.language === id));
    tab.tabIndex = tab.dataset.language === id ? 0 : -1;
  }
}

/** Samples in every language, one of which is shown. */
export function wireLanguages() {
  for (const figure of $$("[data-languages]")) {
    const list = $('[role="tablist"]', figure);
    wireTabs(list, (tab) => chooseLanguage(tab.dataset.language));
    followLanguage((id) => {
      markLanguage(list, id);
      for (const part of $$("[data-in]", figure)) part.toggleAttribute("data-later", part.dataset.in !== id);
    });
  }
}
