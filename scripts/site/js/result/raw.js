// The answer as it came over HTTP.

import { copyWith } from "../copy.js";
import { el } from "../dom.js";
import * as format from "../format.js";
import { highlighted } from "../highlight.js";

const LONG = 400;

function short(value) {
  if (typeof value === "string" && value.length > LONG) return `${value.slice(0, 60)}… (${format.number(value.length)} characters)`;
  if (Array.isArray(value)) return value.map(short);
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, short(item)]));
  return value;
}

/** @param {import("../service.js").Answer} answer */
export function raw(answer) {
  if (answer.status === 0) return [el("p", { className: "note" }, "No answer came.")];
  const body = el("pre", { className: "json", attributes: { "aria-label": "Body" } }, ...(answer.body === null ? [answer.text.slice(0, 20_000)] : highlighted(JSON.stringify(short(answer.body), null, 2), "json")));
  const copy = el("button", { type: "button", className: "quiet", attributes: { "aria-label": "Copy the whole body" }, onclick: () => copyWith(copy, answer.text, body) }, "Copy");
  return [
    el("p", { className: "status-line" }, el("b", { className: answer.status < 400 ? "good" : "bad" }, `${answer.status} ${answer.phrase}`), el("span", {}, `${format.seconds(answer.took / 1000)} from here and back`), el("span", {}, format.bytes(answer.text.length))),
    el("details", { className: "more" }, el("summary", {}, `${answer.headers.length} headers`), el("pre", { attributes: { "aria-label": "Headers" } }, ...highlighted(answer.headers.map(([name, value]) => `${name}: ${value}`).join("\n"), "http"))),
    el("section", { className: "part" }, el("div", { className: "part-head" }, el("h4", {}, "Body"), copy), body),
  ];
}
