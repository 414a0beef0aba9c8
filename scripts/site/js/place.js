// Where the reader was, when the page is loaded again. The browser brings back a distance from the top alone, and what lies
// above has another height once the kept program, its files and the editor are there.

import { $$ } from "./dom.js";

const KEY = "place";
const TURNS = ["wheel", "touchmove", "pointerdown", "keydown"];
const topOf = (heading) => heading.getBoundingClientRect().top;

function keep() {
  const heading = $$(".text :is(h2, h3)[id]").filter((candidate) => topOf(candidate) < innerHeight / 2).at(-1);
  try {
    if (heading) sessionStorage.setItem(KEY, JSON.stringify({ id: heading.id, top: topOf(heading) }));
    else sessionStorage.removeItem(KEY);
  } catch { /* storage is closed: the browser's own way has to do */ }
}

function kept() {
  if (performance.getEntriesByType("navigation")[0]?.type === "navigate") return null;
  try { return JSON.parse(sessionStorage.getItem(KEY)); } catch { return null; }
}

/** Keep the reader's place from now on. @returns {() => void} goes to the kept one, unless the reader has moved since */
export function wirePlace() {
  const place = kept();
  let moved = false;
  const stay = () => { moved = true; };
  for (const turn of TURNS) addEventListener(turn, stay, { once: true, passive: true });
  addEventListener("pagehide", keep);
  return () => {
    const heading = place && document.getElementById(place.id);
    if (heading && !moved) scrollBy({ top: topOf(heading) - place.top, behavior: "instant" });
  };
}
