// Ways to hand a program on: a link, a badge, a frame.

import { copyWith } from "./copy.js";
import { openDialog } from "./dialogs.js";
import { el } from "./dom.js";
import * as format from "./format.js";
import { BASE } from "./known.js";
import { linkTo } from "./link.js";

function field(label, text) {
  const id = `share-${label.toLowerCase().replace(/\W+/g, "-")}`;
  const area = el("textarea", { id, readOnly: true, rows: 3, value: text, spellcheck: false, onfocus: () => area.select() });
  const copy = el("button", { type: "button", className: "quiet", attributes: { "aria-label": `Copy: ${label}` }, onclick: () => { copyWith(copy, text, area); area.select(); } }, "Copy");
  return el("div", { className: "field" }, el("div", { className: "part-head" }, el("label", { htmlFor: id }, label), copy), area);
}

/** @param {import("./store.js").Kept} program @param {string[]} left names of files that are too large for a link */
export async function showShare(program, left) {
  const [link, embed] = await Promise.all([linkTo(program), linkTo(program, "embed")]);
  const carried = ["the program", program.stdin && "its standard input", program.returns && "the names of its results", ...program.files.map(({ name }) => name)].filter(Boolean);
  openDialog("Share this program", [
    el("p", {}, `The link carries ${carried.slice(0, -1).join(", ")}${carried.length > 1 ? " and " : ""}${carried.at(-1)} after the #, where no server sees it. Nothing runs until somebody presses Run.`),
    left.length > 0 && el("p", { className: "problem" }, `Too large for a link: ${left.join(", ")}. Whoever opens it is asked to attach ${left.length > 1 ? "them" : "it"}.`),
    field("Link", link),
    field("Badge, in Markdown", `[![Run this](${BASE}/badge.svg)](${link})`),
    field("Frame, in HTML", `<iframe src="${embed}" title="A Python program" width="100%" height="480"></iframe>`),
    el("p", { className: "note" }, `${format.number(link.length)} characters.`),
  ], "share");
}
