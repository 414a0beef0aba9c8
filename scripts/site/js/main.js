// The page starts here. What the server wrote is complete by itself; this makes it work.

import { wireCopyButtons } from "./copy.js";
import { $ } from "./dom.js";
import { wireDeveloper } from "./developer.js";
import { highlightAll } from "./highlight.js";
import { wireKeys } from "./keys.js";
import { showBase } from "./known.js";
import { wirePanes } from "./panes.js";
import { wirePlace } from "./place.js";
import { Playground } from "./playground.js";
import { wireOverflow, wirePrint, wireSpy } from "./spy.js";
import { wireChoices, wireLanguages } from "./tabs.js";
import { wireTheme } from "./theme.js";

const whole = document.body.dataset.page === "full";
showBase();
const goBack = whole ? wirePlace() : () => {};
const playground = new Playground({ keeps: whole });
playground.start();
wirePanes();

const afterPaint = (action) => requestAnimationFrame(() => setTimeout(action));

if (whole) {
  wireTheme();
  wireCopyButtons();
  wireKeys({ stop: () => playground.stop(), focusEditor: () => ($(".cm-content") ?? $("#code")).focus() });
  afterPaint(() => {
    wireLanguages();
    wireChoices();
    highlightAll();
    wireOverflow();
    wireSpy();
    wirePrint();
    wireDeveloper();
  });
}
// The first paint is not to wait for the editor, and neither is anything that can be done without it.
const idle = globalThis.requestIdleCallback ?? ((action) => setTimeout(action, 200));
const LATEST_MS = 1000;
const A_SECTION_MS = 4;
// As many at once as there is time for before the next frame: one that asks for its size lays a section out.
const layOut = (sections) => idle((period) => {
  do {
    const section = sections.shift();
    if (!section) { document.documentElement.classList.remove("fresh"); return; }
    section.dataset.laid = "";
    section.getBoundingClientRect();
  } while (period?.timeRemaining() > A_SECTION_MS);
  layOut(sections);
}, { timeout: LATEST_MS / 5 });
const upgrade = () => idle(() => playground.upgrade().finally(() => {
  goBack();
  layOut([...document.querySelectorAll(".text > section")]);
}), { timeout: LATEST_MS });
if (document.readyState === "complete") upgrade();
else addEventListener("load", upgrade);
