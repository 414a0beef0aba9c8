// Boxes over the page: made when opened, gone when closed, the focus back where it was.

import { el } from "./dom.js";

/** @param {string} title @param {(Node | string | false | null)[]} children @param {string} [className] @returns {HTMLDialogElement} */
export function openDialog(title, children, className = "") {
  const close = el("button", { type: "button", className: "dialog-close", attributes: { "aria-label": "Close" } }, "×");
  const dialog = el("dialog", { className, attributes: { "aria-labelledby": "dialog-title" } },
    el("div", { className: "dialog-head" }, el("h2", { id: "dialog-title" }, title), close), ...children);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
