// The copy buttons beside samples, and copying in general.

import { $$, announce } from "./dom.js";

const SHOWN_MS = 2000;

/** Put `text` on the clipboard; false where there is none (plain HTTP, or refused). @param {string} text */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Copy `text`, or select `shown` so that the keyboard can; the button says which. */
export async function copyWith(button, text, shown) {
  const label = button.dataset.label ??= button.textContent;
  const done = await copyText(text);
  if (!done) getSelection().selectAllChildren(shown);
  button.textContent = done ? "Copied" : "Selected";
  announce(done ? "Copied" : "Selected; copy it with the keyboard");
  setTimeout(() => { button.textContent = label; }, SHOWN_MS);
}

function codeBeside(button) {
  const place = button.closest("figure.sample, .call-line, .one-line");
  return [...place.querySelectorAll("pre code")].find((code) => code.checkVisibility()) ?? place.querySelector("pre code");
}

export function wireCopyButtons() {
  for (const button of $$("[data-copy]")) {
    const title = button.parentElement.querySelector(":scope > span")?.textContent ?? codeBeside(button).parentElement.getAttribute("aria-label");
    button.setAttribute("aria-label", `Copy: ${title}`);
    button.addEventListener("click", () => { const code = codeBeside(button); copyWith(button, code.textContent, code); });
  }
}
