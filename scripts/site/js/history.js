// The last runs, to look at, to compare with the run before, and to take back.

import { openDialog } from "./dialogs.js";
import { diff } from "./diff.js";
import { el } from "./dom.js";
import { highlighted } from "./highlight.js";
import { runs } from "./store.js";

/** @typedef {import("./store.js").Kept & {at: number, outcome: string}} Run */

const when = (at) => new Date(at).toLocaleString("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const firstLine = (code) => code.split("\n").find((line) => line.trim()) ?? "";

const SIGNS = { same: "  ", new: "+ ", gone: "- " };
const TAGS = { same: "span", new: "ins", gone: "del" };

/** What is not in the program and differs. @param {Run} run @param {Run} before */
function inputsChanged(run, before) {
  const names = ({ files }) => files.map(({ name }) => name).join(", ");
  return [["Standard input", run.stdin, before.stdin], ["Attachments", names(run), names(before)], ["Files to return", run.returns, before.returns]]
    .filter(([, now, then]) => now !== then)
    .map(([what, now, then]) => el("p", { className: "note" }, `${what}: `, el("del", {}, then || "none"), " → ", el("ins", {}, now || "none")));
}

/** @param {Run} run @param {Run | undefined} before the run before it */
function body(run, before) {
  const program = el("pre", { attributes: { "aria-label": "Program" } }, ...highlighted(run.code, "python"));
  if (!before) return [program];
  const lines = diff(before.code, run.code);
  const changes = el("div", { hidden: true },
    lines.every(({ kind }) => kind === "same") ? el("p", { className: "note" }, "The program is the same.")
      : el("pre", { className: "diff", attributes: { "aria-label": "Changes since the run before" } }, ...lines.map(({ kind, text }) => el(TAGS[kind], {}, `${SIGNS[kind]}${text}\n`))),
    ...inputsChanged(run, before));
  const toggle = el("button", { type: "button", className: "quiet", attributes: { "aria-pressed": "false" }, onclick: () => {
    const on = toggle.getAttribute("aria-pressed") !== "true";
    toggle.setAttribute("aria-pressed", String(on));
    [changes.hidden, program.hidden] = [!on, on];
  } }, "Changes since the run before");
  return [toggle, program, changes];
}

/** @param {(program: import("./store.js").Kept) => void} restore */
export function showHistory(restore) {
  const kept = runs();
  const list = kept.map((run, index) => el("li", {}, el("details", {},
    el("summary", {}, el("time", {}, when(run.at)), el("span", { className: "soft" }, run.outcome), el("code", {}, firstLine(run.code).slice(0, 60))),
    ...body(run, kept[index + 1])),
  el("button", { type: "button", className: "quiet", onclick: () => { dialog.close(); restore(run); }, attributes: { "aria-label": `Restore the run of ${when(run.at)}` } }, "Restore")));
  const dialog = openDialog("Last runs", [
    kept.length ? el("ul", { className: "history" }, ...list) : el("p", { className: "note" }, "None yet. The last ten are kept here, in this browser alone."),
  ]);
}
