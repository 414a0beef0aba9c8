// What came back from a run, put on the page.

import { $, el, prose } from "./dom.js";
import { explain } from "./explain.js";
import * as format from "./format.js";
import { outcome } from "./reasons.js";
import { fetchResult } from "./service.js";

// Shown inline: pictures as <img> (no script runs in one) and PDFs in the browser's viewer. All else is a download.
const PICTURES = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp", "image/svg+xml"];
const PDF = "application/pdf";

let addresses = [];
let countdown = null;

function address(content, type) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  addresses.push(url);
  return url;
}

function decode(base64) {
  const text = atob(base64);
  const content = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) content[index] = text.charCodeAt(index);
  return content;
}

function download(name, content, words = "Download") {
  // As plain bytes: a page that a program wrote must never open as a page of this site.
  return el("a", {
    href: address(content, "application/octet-stream"), download: name.split("/").pop(),
    attributes: { "aria-label": `Download ${name}` },
  }, words);
}

function preview(name, content, type) {
  if (PICTURES.includes(type)) {
    const picture = el("img", { src: address(content, type), alt: `The picture ${name} that the program made` });
    picture.addEventListener("error", () => picture.replaceWith(el("p", { className: "problem" }, "This picture cannot be shown; it may be damaged.")));
    return picture;
  }
  if (type === PDF && navigator.pdfViewerEnabled !== false) {
    return el("iframe", { src: `${address(content, type)}#navpanes=0&view=FitH`, title: `The PDF ${name} that the program made` });
  }
  return null;
}

const shown = (type) => PICTURES.includes(type) || type === PDF;

/** A result that did not fit into the answer: fetched at once where it can be shown, else when it is wanted. */
function remoteFigure(name, file) {
  const until = new Date(file.expires_at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const figure = el("figure", { className: "file" },
    el("figcaption", {}, el("code", {}, name), el("small", {}, format.bytes(file.size_bytes)),
      el("a", { href: file.download_url, download: name.split("/").pop(), rel: "noreferrer", attributes: { "aria-label": `Download ${name}` } }, `Download, until ${until}`)));
  if (shown(file.media_type)) {
    fetchResult(file.download_url).then((content) => {
      if (content) figure.replaceWith(localFigure(name, file, content));
    });
  }
  return figure;
}

function fileFigure([name, file]) {
  if (file.error !== undefined) {
    return el("figure", { className: "file" }, el("figcaption", {}, el("code", {}, name), el("span", { className: "bad" }, file.error)));
  }
  if (file.download_url !== undefined) return remoteFigure(name, file);
  return localFigure(name, file, decode(file.content_base64));
}

function localFigure(name, file, content) {
  return el("figure", { className: "file" },
    el("figcaption", {}, el("code", {}, name), el("small", {}, format.bytes(file.size_bytes ?? content.length)), download(name, content)),
    preview(name, content, file.media_type));
}

function stream(name, text, { truncated, exact, errors }) {
  return el("section", { className: "part" },
    el("h3", {}, name),
    el("pre", { tabIndex: 0, className: errors ? "errors" : "", attributes: { "aria-label": name } }, text),
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

/** @param {any} details an answer's `execution_details` */
function parts(details) {
  const files = Object.entries(details.output_files ?? {});
  return [
    figures(details),
    details.stdout
      ? stream("stdout", details.stdout, { truncated: details.stdout_truncated, exact: details.stdout_base64 })
      : el("section", { className: "part" }, el("h3", {}, "stdout"), el("p", { className: "note" }, "Nothing was printed.")),
    details.stderr && stream("stderr", details.stderr, { truncated: details.stderr_truncated, exact: details.stderr_base64, errors: true }),
    details.blocked_imports?.length > 0 && el("p", { className: "note" }, ...prose(`Imports refused while running: ${details.blocked_imports.map((name) => `\`${name}\``).join(", ")}`)),
    files.length > 0 && el("section", { className: "part" }, el("h3", {}, "Files"), ...files.map(fileFigure)),
  ];
}

function retryLine(seconds) {
  const line = el("p", { className: "note" });
  const until = performance.now() + seconds * 1000;
  const tick = () => {
    const left = (until - performance.now()) / 1000;
    line.textContent = left > 0 ? `You can run again in ${format.wait(left)}.` : "You can run again now.";
    if (left <= 0) clearInterval(countdown);
  };
  countdown = setInterval(tick, 1000);
  tick();
  return line;
}

function show(headline, rest, summary) {
  $("#result").classList.remove("stale");
  $("#result").replaceChildren(headline, ...rest.filter(Boolean));
  $("#summary").textContent = summary;
}

function clear() {
  clearInterval(countdown);
  addresses.forEach((url) => URL.revokeObjectURL(url));
  addresses = [];
}

const requestId = (body) => body?.request_id
  && el("p", { className: "request-id" }, "Request ", el("code", {}, body.request_id));

/** Show what was there before as outdated while the next run is under way. */
export function showRunning() {
  $("#result").classList.add("stale");
  $("#summary").textContent = "Running";
}

/** @param {import("./service.js").Answer} answer @param {{limits: object | null, imports: object | null}} known */
export function showAnswer(answer, known) {
  clear();
  const { body } = answer;
  if (answer.status === 200 && body?.execution_details) {
    const details = body.execution_details;
    const { title, text } = outcome(details);
    const failed = details.exit_code !== 0 || details.termination_reason !== "completed";
    const exception = details.exception;
    const what = exception ? `${exception.type}${exception.message ? `: ${exception.message}` : ""}${exception.line ? ` (line ${exception.line})` : ""}` : "";
    show(el("div", { className: `outcome${failed ? " failed" : ""}` },
      el("h3", {}, title), failed && el("p", {}, text), what && el("p", {}, el("code", {}, what.slice(0, 300)))),
    [...parts(details), requestId(body)], `${title}. ${what.slice(0, 300)}`);
    return;
  }
  const { title, text, advice, retryAfter, link } = explain(answer, known);
  show(el("div", { className: "outcome failed" },
    el("h3", {}, title), text && el("p", {}, text),
    advice.length > 0 && el("ul", {}, ...advice.map((line) => el("li", {}, ...prose(line)))),
    retryAfter > 0 && retryLine(retryAfter),
    link && el("p", {}, el("a", { href: link.href }, link.text))),
  [...(body?.execution_details ? parts(body.execution_details) : []), requestId(body)],
  `${title}. ${text}`);
}

/** A problem that never left this page. @param {string} title @param {string} text */
export function showProblem(title, text) {
  clear();
  show(el("div", { className: "outcome failed" }, el("h3", {}, title), el("p", {}, text)), [], `${title}. ${text}`);
}
