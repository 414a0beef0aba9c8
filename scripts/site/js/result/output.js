// What a run printed, and what came of it: the text first, then pictures and papers, then the figures.

import { ansi, plain } from "../ansi.js";
import { decode } from "../bytes.js";
import { copyWith } from "../copy.js";
import { el, prose } from "../dom.js";
import { explain } from "../explain.js";
import * as format from "../format.js";
import { known } from "../known.js";
import { download, figure, isShown } from "./files.js";

const LINES_AT_FIRST = 400;

/** What happened, in a few words. @param {any} details an answer's `execution_details` */
function outcome(details) {
  if (details.termination_reason === "completed" && details.exit_code !== 0) {
    return { title: `Finished with exit code ${details.exit_code}`, text: "The program chose to end with a code other than 0." };
  }
  return known.reasons[details.termination_reason] ?? { title: `Ended: ${details.termination_reason}`, text: "" };
}

/** Lines of a traceback that name the program's own lines become ways to them. */
function linked(text, goTo) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(/File "main\.py", line (\d+)/g)) {
    const line = Number(match[1]);
    nodes.push(...ansi(text.slice(end, match.index)), el("button", { type: "button", className: "line-link", onclick: () => goTo(line), attributes: { "aria-label": `${match[0]}: show it in the editor` } }, match[0]));
    end = match.index + match[0].length;
  }
  nodes.push(...ansi(text.slice(end)));
  return nodes;
}

function shortened(text) {
  let at = -1;
  for (let line = 0; line < LINES_AT_FIRST; line += 1) {
    at = text.indexOf("\n", at + 1);
    if (at < 0 || at === text.length - 1) return null;
  }
  return text.slice(0, at + 1);
}

function stream(name, text, { truncated, exact, errors, goTo }) {
  const pre = el("pre", { className: errors ? "errors" : "", attributes: { "aria-label": name, ...(errors && { "data-errors": "" }) } });
  const show = (shown) => pre.replaceChildren(...(errors ? linked(shown, goTo) : ansi(shown)));
  const first = shortened(text);
  show(first ?? text);
  const wrap = el("button", { type: "button", className: "quiet", attributes: { "aria-pressed": "true" }, onclick: () => {
    const on = wrap.getAttribute("aria-pressed") !== "true";
    wrap.setAttribute("aria-pressed", String(on));
    pre.classList.toggle("no-wrap", !on);
    if (on) pre.removeAttribute("tabindex");
    else pre.tabIndex = 0;
  } }, "Wrap");
  const copy = el("button", { type: "button", className: "quiet", attributes: { "aria-label": `Copy ${name}` }, onclick: () => copyWith(copy, plain(text), pre) }, "Copy");
  const rest = first !== null && el("button", { type: "button", className: "quiet more-lines", onclick: () => { show(text); rest.remove(); } },
    `Show all ${format.number(text.split("\n").length - 1)} lines`);
  return el("section", { className: "part" },
    el("div", { className: "part-head" }, el("h4", {}, name), wrap, copy, download(`${name}.txt`, new TextEncoder().encode(text), "Save")),
    pre, rest,
    truncated && el("p", { className: "problem" }, "This is the beginning; the rest was cut off."),
    exact && el("p", { className: "note" }, "Not all of it is UTF-8. ", download(`${name}.bin`, decode(exact), "Download the exact bytes")));
}

function figures(details) {
  const rows = [
    ["Exit code", String(details.exit_code)],
    ["Duration", format.seconds(details.execution_duration_sec)],
    ["CPU time", format.seconds(details.cpu_time_sec)],
    ["Peak memory", format.bytes(details.peak_memory_bytes)],
  ].filter(([, value]) => !/undefined|NaN/.test(value));
  return el("dl", { className: "figures" }, ...rows.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
}

function hints(details, offer) {
  const { exception } = details;
  const said = exception?.hint ?? details.hint;
  const names = (details.unreturned_files ?? []).slice(0, 5);
  const again = names.length > 0 && el("button", { type: "button", className: "quiet", onclick: () => offer.ask(names) }, `Return ${names.length > 1 ? "them" : "it"} and try again`);
  if (again && said && names.every((name) => said.includes(name))) return [el("p", { className: "hint" }, ...prose(said), " ", again)];
  const unread = exception?.type === "EOFError" && offer.stdinEmpty;
  return [
    said && !unread && el("p", { className: "hint" }, ...prose(said)),
    unread && el("p", { className: "hint" }, ...prose("`input()` found nothing to read: a program here is not asked while it runs. Write its lines before, into the standard input."), " ",
      el("button", { type: "button", className: "quiet", onclick: offer.write }, "Write the input")),
    names.length > 0 && el("p", { className: "hint" },
      `The program ${details.success ? "wrote" : "may have written"} `, ...names.flatMap((name, index) => [index > 0 && ", ", el("code", {}, name)]),
      ", which the request did not ask back. ", again),
  ];
}

/** A file that did not come back, and a way to ask for it no more. */
function missing(entry, offer) {
  const shown = figure(entry);
  const [name] = entry;
  if (offer.asked.includes(name)) {
    const drop = el("button", { type: "button", className: "quiet", onclick: () => { offer.drop(name); shown.remove(); } }, "Do not ask for it");
    shown.querySelector("figcaption").append(drop);
  }
  return shown;
}

/**
 * @param {any} details an answer's `execution_details`
 * @param {{goTo: (line: number) => void, offer: {stdinEmpty: boolean, asked: string[], ask: (names: string[]) => void, drop: (name: string) => void, write: () => void}}} ways
 */
function parts(details, { goTo, offer }) {
  const files = Object.entries(details.output_files ?? {});
  const shown = files.filter(([, file]) => file.error === undefined && isShown(file.media_type));
  const rest = files.length - shown.length;
  return [
    details.stdout
      ? stream("stdout", details.stdout, { truncated: details.stdout_truncated, exact: details.stdout_base64 })
      : el("p", { className: "note nothing" }, "Nothing was printed."),
    details.stderr && stream("stderr", details.stderr, { truncated: details.stderr_truncated, exact: details.stderr_base64, errors: true, goTo }),
    ...hints(details, offer),
    details.blocked_imports?.length > 0 && el("p", { className: "note" }, ...prose(`Imports refused while running: ${details.blocked_imports.map((name) => `\`${name}\``).join(", ")}`)),
    shown.length > 0 && el("div", { className: shown.length > 1 ? "gallery" : "gallery one" }, ...shown.map(figure)),
    ...files.filter(([, file]) => file.error !== undefined).map((entry) => missing(entry, offer)),
    rest > 0 && files.some(([, file]) => file.error === undefined && !isShown(file.media_type)) && el("p", { className: "note" }, `More under Files: ${files.filter(([, file]) => file.error === undefined && !isShown(file.media_type)).map(([name]) => name).join(", ")}`),
    figures(details),
  ];
}

const headline = (failed, ...children) => el("div", { className: `outcome${failed ? " failed" : ""}` }, ...children);

const requestId = (body) => body?.request_id && el("p", { className: "request-id" }, "Request ", el("code", {}, body.request_id));

function exceptionText({ type, message, line }) {
  // A syntax error's own message may name the file and the line already.
  const words = `${type}${message ? `: ${message.replace(/ \(main\.py, line \d+\)$/, "")}` : ""}`;
  return line ? `${words} (line ${line})` : words;
}

/**
 * @param {import("../service.js").Answer} answer
 * @returns {{nodes: Node[], summary: string, title: string, marks: {line: number, message: string}[], retry: HTMLElement | null}}
 */
export function output(answer, ways) {
  const { body } = answer;
  const details = body?.execution_details;
  if (answer.status === 200 && details) {
    const { title, text } = outcome(details);
    const failed = !details.success;
    const { exception } = details;
    const what = exception ? exceptionText(exception).slice(0, 300) : "";
    const head = headline(failed, el("h3", {}, title), failed && !what && el("p", {}, ...prose(text)), what && el("p", {}, el("code", {}, what)));
    const printed = plain(details.stdout).slice(0, 500);
    const files = Object.entries(details.output_files ?? {});
    const [here, gone] = [false, true].map((lost) => files.filter(([, { error }]) => (error !== undefined) === lost).map(([name]) => name).join(", "));
    return {
      nodes: [head, ...parts(details, ways), requestId(body)], title, retry: null,
      summary: [`${title}.`, what, printed && `Output: ${printed}`, here && `Files: ${here}`, gone && `Not returned: ${gone}`].filter(Boolean).join(" "),
      marks: exception?.line ? [{ line: exception.line, message: what }] : [],
    };
  }
  const { title, text, advice, retryAfter, link, lines } = explain(answer);
  const retry = retryAfter > 0 ? el("p", { className: "retry" }) : null;
  const head = headline(true,
    el("h3", {}, title), text && el("p", {}, text),
    advice.length > 0 && el("ul", {}, ...advice.map((line) => el("li", {}, ...prose(line)))),
    retry, link && el("p", {}, el("a", { href: link.href }, link.text)));
  return { nodes: [head, ...(details ? parts(details, ways) : []), requestId(body)], title, summary: `${title}. ${text}`, marks: lines ?? [], retry };
}

/** A problem that never left this page. @param {string} title @param {string} text */
export const problem = (title, text) => headline(true, el("h3", {}, title), el("p", {}, text));
