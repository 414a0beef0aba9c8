// A note at the window's foot with a way back.

import { el } from "./dom.js";

const SHOWN_MS = 20_000;
let shown = null;
let timer = 0;

export function hideToast() {
  clearTimeout(timer);
  shown?.remove();
  shown = null;
}

/** @param {string} text @param {{label: string, action: () => void}} [way] */
export function toast(text, way) {
  hideToast();
  const button = way && el("button", { type: "button", onclick: () => { hideToast(); way.action(); } }, way.label);
  shown = el("div", { className: "toast", attributes: { role: "status" } }, el("span", {}, text), button,
    el("button", { type: "button", className: "toast-close", onclick: hideToast, attributes: { "aria-label": "Close" } }, "×"));
  document.body.append(shown);
  timer = setTimeout(hideToast, SHOWN_MS);
}
