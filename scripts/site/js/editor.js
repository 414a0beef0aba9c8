// The parts of CodeMirror that the page uses, behind one function; `make site` bundles this file by itself.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { HighlightStyle, bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { EditorState, Prec } from "@codemirror/state";
import {
  EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";

// Classes instead of colours: the page's own style sheet holds both themes.
const classes = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], class: "tok-keyword" },
  { tag: [tags.string, tags.special(tags.string)], class: "tok-string" },
  { tag: [tags.number, tags.bool, tags.null], class: "tok-number" },
  { tag: [tags.comment, tags.docComment], class: "tok-comment" },
  { tag: [tags.function(tags.variableName), tags.function(tags.definition(tags.variableName))], class: "tok-function" },
  { tag: [tags.className, tags.definition(tags.className)], class: "tok-class" },
]);

// Left to itself, Chromium types over a selection by carrying the old text's look into a style attribute, which the
// page's policy refuses with an error on the console. Typing over a selection is therefore done here.
const typeOverSelection = EditorView.domEventHandlers({
  beforeinput(event, view) {
    // The document's selection: the editor may not have heard yet of one that was made a moment ago.
    const { anchorNode, anchorOffset, focusNode, focusOffset } = view.root.getSelection();
    const ours = view.contentDOM.contains(anchorNode) && view.contentDOM.contains(focusNode);
    if (event.inputType !== "insertText" || !event.data || view.composing || !ours) return false;
    const [from, to] = [view.posAtDOM(anchorNode, anchorOffset), view.posAtDOM(focusNode, focusOffset)].sort((a, b) => a - b);
    if (from === to) return false;
    event.preventDefault();
    const insert = view.state.toText(event.data);
    view.dispatch({
      changes: { from, to, insert }, selection: { anchor: from + insert.length }, userEvent: "input.type", scrollIntoView: true,
    });
    return true;
  },
});

const LEAVE_MS = 3000;
// Escape, then Tab leaves the editor. CodeMirror's own Escape does so only where there is no selection to give up first.
const leaveWithEscape = { key: "Escape", run: (view) => { view.setTabFocusMode(LEAVE_MS); return false; } };

/** Completes the names of modules after `import` and `from`. @param {string[]} modules */
const moduleNames = (modules) => (context) => {
  const match = context.matchBefore(/^\s*(?:import|from)\s+[\w.]*/);
  if (!match) return null;
  return { from: match.to - /[\w.]*$/.exec(match.text)[0].length, options: modules.map((label) => ({ label, type: "namespace" })), validFor: /^\w*$/ };
};

/**
 * Put an editor into `parent`.
 * @param {{parent: HTMLElement, doc: string, anchor: number, head: number, label: string, describedBy: string, modules: string[],
 *          onChange: (code: string) => void, onRun: () => void}} options
 */
export function createEditor({ parent, doc, anchor, head, label, describedBy, modules, onChange, onRun }) {
  const run = { key: "Mod-Enter", run: () => { onRun(); return true; } };
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc,
      selection: { anchor: Math.min(anchor, doc.length), head: Math.min(head, doc.length) },
      extensions: [
        Prec.highest(keymap.of([run, leaveWithEscape])), typeOverSelection,
        lineNumbers(), highlightActiveLineGutter(), highlightActiveLine(), history(), drawSelection(),
        indentOnInput(), indentUnit.of("    "), EditorState.tabSize.of(4), bracketMatching(), closeBrackets(),
        autocompletion({ override: [moduleNames(modules)], icons: false }),
        python(), syntaxHighlighting(classes),
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": label, "aria-describedby": describedBy, spellcheck: "false", tabindex: "0" }),
        EditorView.updateListener.of((update) => { if (update.docChanged) onChange(update.state.doc.toString()); }),
      ],
    }),
  });
  return {
    get code() { return view.state.doc.toString(); },
    set code(text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: 0 } });
    },
    focus() { view.focus(); },
    scroll(top) { view.scrollDOM.scrollTop = top; },
    goTo(line) {
      const { from } = view.state.doc.line(Math.max(1, Math.min(line, view.state.doc.lines)));
      view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
      view.focus();
    },
    /** Mark whole lines, or the rest of one from a column (counted from 1). @param {{line: number, column?: number, message: string}[]} marks */
    mark(marks) {
      const lines = marks.filter(({ line }) => line >= 1 && line <= view.state.doc.lines);
      view.dispatch(setDiagnostics(view.state, lines.map(({ line, column, message }) => {
        const { from, to, text } = view.state.doc.line(line);
        const start = column > 1 && column <= text.length ? column - 1 : text.length - text.trimStart().length;
        return { from: from + start, to, severity: "error", message };
      })));
    },
  };
}
