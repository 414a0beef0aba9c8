// The program's field: a plain text area that works at once, and CodeMirror in its place when that has arrived.

import { $ } from "./dom.js";

const INDENT = "    ";

export class EditorField {
  #area = $("#code");
  #view = null;
  #actions;
  #marks = [];

  /** @param {{onChange: (code: string) => void, onRun: () => void}} actions */
  constructor(actions) {
    this.#actions = actions;
    this.#area.addEventListener("input", () => actions.onChange(this.code));
    let leaving = false;
    this.#area.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); actions.onRun(); }
      // As in the editor to come: Tab indents, and after Escape it moves on.
      if (event.key === "Tab" && !event.shiftKey && !leaving) { event.preventDefault(); this.#area.setRangeText(INDENT, this.#area.selectionStart, this.#area.selectionEnd, "end"); actions.onChange(this.code); }
      leaving = event.key === "Escape";
    });
  }

  /** Put the real editor in the text area's place. @param {string} source its address @param {string[]} modules what can be imported */
  async upgrade(source, modules) {
    let createEditor;
    try {
      ({ createEditor } = await import(source));
    } catch {
      return; // the text area goes on working
    }
    await new Promise((made) => setTimeout(made)); // to load it and to make it are two steps, each of them short
    const area = this.#area;
    const { selectionStart: anchor, selectionEnd: head, scrollTop, value } = area;
    const focused = document.activeElement === area;
    const view = createEditor({ parent: $("#editor"), doc: value, anchor, head, label: "Program", describedBy: "editor-help", modules, ...this.#actions });
    area.remove();
    this.#view = view;
    this.mark(this.#marks);
    if (focused) view.focus();
    view.scroll(scrollTop);
  }

  get code() { return this.#view ? this.#view.code : this.#area.value; }

  set code(text) {
    if (this.#view) { this.#view.code = text; return; }
    this.#area.value = text;
    this.#actions.onChange(text);
  }

  focus() { (this.#view ?? this.#area).focus(); }

  /** Mark lines, or places in them. @param {{line: number, column?: number, message: string}[]} marks */
  mark(marks) {
    this.#marks = marks;
    this.#view?.mark(marks);
  }

  /** Show a line, with the cursor on it. @param {number} line */
  goTo(line) {
    if (this.#view) { this.#view.goTo(line); return; }
    const before = this.#area.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    const end = this.#area.value.indexOf("\n", before);
    this.#area.focus();
    this.#area.setSelectionRange(before, end < 0 ? this.#area.value.length : end);
  }
}
