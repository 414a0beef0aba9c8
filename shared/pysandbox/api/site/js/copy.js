// The copy buttons beside the snippets.

import { $$ } from "./dom.js";

const SHOWN_MS = 2000;

async function copy(button) {
  const code = button.parentElement.querySelector("code");
  const label = button.getAttribute("aria-label");
  try {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = "Copied";
    button.setAttribute("aria-label", "Copied");
  } catch {
    // No clipboard (plain HTTP, or refused): select the text, so that the keys for copying do the rest.
    getSelection().selectAllChildren(code);
    button.textContent = "Selected";
    button.setAttribute("aria-label", "Selected; copy it with the keyboard");
  }
  setTimeout(() => { button.textContent = "Copy"; button.setAttribute("aria-label", label); }, SHOWN_MS);
}

export function wireCopyButtons() {
  for (const button of $$("[data-copy]")) {
    const pre = button.parentElement.querySelector("pre");
    const name = pre.getAttribute("aria-label") ?? document.getElementById(pre.getAttribute("aria-labelledby")).textContent;
    button.setAttribute("aria-label", `Copy: ${name}`);
    button.addEventListener("click", () => copy(button));
  }
}
