// The sheet of keys.

import { openDialog } from "./dialogs.js";
import { el } from "./dom.js";

const sheet = (MOD) => [
  [[MOD, "↵"], "Run, from any field"],
  [["Esc"], "Stop waiting for a run"],
  [["/"], "Search this page"],
  [["?"], "This sheet"],
  [["1"], "Output"], [["2"], "Files"], [["3"], "JSON"], [["4"], "Request"],
  [["e"], "Go to the editor"],
  [["Tab"], "In the editor: indent"],
  [["Esc", "Tab"], "In the editor: move on"],
];

/** @param {string} MOD the name of the platform's own key */
export function showSheet(MOD) {
  openDialog("Keyboard shortcuts", [el("dl", { className: "keys" }, ...sheet(MOD).flatMap(([keys, what]) => [
    el("dt", {}, ...keys.flatMap((key, index) => [index > 0 && " ", el("kbd", {}, key)])), el("dd", {}, what),
  ]))], "sheet");
}
