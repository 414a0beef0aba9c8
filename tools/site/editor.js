// The parts of CodeMirror that the page uses, behind one function; `make site` bundles this file.
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

/**
 * Put an editor into `parent`.
 * @param {{parent: HTMLElement, doc: string, label: string, describedBy: string,
 *          onChange: (code: string) => void, onRun: () => void}} options
 */
export function createEditor({ parent, doc, label, describedBy, onChange, onRun }) {
  const run = { key: "Mod-Enter", run: () => { onRun(); return true; } };
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc,
      extensions: [
        Prec.highest(keymap.of([run])), typeOverSelection,
        lineNumbers(), highlightActiveLineGutter(), highlightActiveLine(), history(), drawSelection(),
        indentOnInput(), indentUnit.of("    "), EditorState.tabSize.of(4), bracketMatching(),
        python(), syntaxHighlighting(classes),
        // Escape, then Tab leaves the editor: CodeMirror's own way out for those who use the keyboard alone.
        keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": label, "aria-describedby": describedBy, spellcheck: "false" }),
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
    /** Mark whole lines. @param {{line: number, message: string}[]} marks */
    mark(marks) {
      const lines = marks.filter(({ line }) => line >= 1 && line <= view.state.doc.lines);
      view.dispatch(setDiagnostics(view.state, lines.map(({ line, message }) => {
        const { from, to, text } = view.state.doc.line(line);
        return { from: from + text.length - text.trimStart().length, to, severity: "error", message };
      })));
    },
  };
}
