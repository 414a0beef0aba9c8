// Files may be let fall anywhere on the page. A program that falls on the editor is opened; all else is attached.

import { $ } from "./dom.js";

const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

/** @param {{attach: (files: File[]) => void, open: (file: File) => void}} actions */
export function wireDrop({ attach, open }) {
  const root = document.documentElement;
  addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    root.dataset.dragging = event.target instanceof Element && event.target.closest("#editor") ? "editor" : "page";
  }, true);
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) delete root.dataset.dragging; });
  // Captured: the editor would insert the file's text where it falls.
  addEventListener("drop", (event) => {
    delete root.dataset.dragging;
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const onEditor = event.target instanceof Element && event.target.closest("#editor");
    const program = onEditor && files.find(({ name }) => /\.pyi?$/i.test(name));
    if (program) open(program);
    const others = files.filter((file) => file !== program);
    if (others.length) {
      $("#inputs").open = true;
      attach(others);
    }
  }, true);
}
