// Files that came back: shown where a browser can show them safely, and always to be had.

import { decode, zip } from "../bytes.js";
import { el } from "../dom.js";
import * as format from "../format.js";
import { highlighted } from "../highlight.js";
import { fetchResult } from "../service.js";

// Shown inline: pictures as <img> (no script runs in one) and PDFs in the browser's viewer; text as text nodes. All else is a download.
const PICTURES = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp", "image/svg+xml"];
const PDF = "application/pdf";
const TEXT_BYTES = 200_000;
const ROWS = 100;
const COLUMNS = 30;

let addresses = [];

function address(content, type) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  addresses.push(url);
  return url;
}

/** Let go of everything that was shown. */
export function release() {
  addresses.forEach((url) => URL.revokeObjectURL(url));
  addresses = [];
}

const lastPart = (name) => name.split("/").pop();

/** @param {string} name @param {Uint8Array | Blob} content */
export function download(name, content, words = "Download") {
  // As plain bytes: a page that a program wrote must never open as a page of this site.
  return el("a", { className: "download", href: address(content, "application/octet-stream"), download: lastPart(name), attributes: { "aria-label": `${words === "Save" ? "Save" : "Download"} ${name}` } }, words);
}

/** Whether a file of this type is shown with the output. @param {string} type */
export const isShown = (type) => PICTURES.includes(type) || type === PDF;

/** Cells of a CSV file (RFC 4180), as far as they are shown. @param {string} text @param {string} separator */
export function csv(text, separator) {
  const rows = [[]];
  let cell = "";
  let quoted = false;
  for (let index = 0; index < text.length && rows.length <= ROWS + 1; index += 1) {
    const char = text[index];
    if (quoted) {
      if (char === '"' && text[index + 1] === '"') { cell += '"'; index += 1; } else if (char === '"') quoted = false;
      else cell += char;
    } else if (char === '"' && cell === "") quoted = true;
    else if (char === separator) { rows.at(-1).push(cell); cell = ""; } else if (char === "\n") { rows.at(-1).push(cell.replace(/\r$/, "")); cell = ""; rows.push([]); } else cell += char;
  }
  if (cell || rows.at(-1).length) rows.at(-1).push(cell);
  else rows.pop();
  return rows;
}

function tablePreview(name, text) {
  const rows = csv(text, name.endsWith(".tsv") ? "\t" : ",");
  const row = (tag, cells) => el("tr", {}, ...cells.slice(0, COLUMNS).map((cell) => el(tag, tag === "th" ? { scope: "col" } : {}, cell)));
  const cut = rows.length > ROWS + 1 || rows.some(({ length }) => length > COLUMNS);
  return el("div", { className: "preview-table", tabIndex: 0, attributes: { role: "region", "aria-label": `The table ${name}` } },
    el("table", {}, el("thead", {}, row("th", rows[0] ?? [])), el("tbody", {}, ...rows.slice(1, ROWS + 1).map((cells) => row("td", cells)))),
    cut && el("p", { className: "note" }, "This is the beginning; the download has it all."));
}

function textPreview(name, content, type) {
  if (content.length > TEXT_BYTES) return null;
  let text;
  try { text = new TextDecoder("utf-8", { fatal: true }).decode(content); } catch { return null; }
  if (/\.[ct]sv$/i.test(name)) return tablePreview(name, text);
  let language = /\.py$/i.test(name) ? "python" : "";
  if (type === "application/json" || /\.json$/i.test(name)) {
    try { text = JSON.stringify(JSON.parse(text), null, 2); language = "json"; } catch { /* as it is */ }
  }
  // eslint-disable-next-line no-control-regex
  if (!type.startsWith("text/") && !language && /[\u0000-\u0008]/.test(text)) return null;
  return el("pre", { className: "preview", attributes: { "aria-label": name } }, ...highlighted(text, language));
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
  return textPreview(name, content, type);
}

const frame = (name, details, ...rest) => el("figure", { className: "file" }, el("figcaption", {}, el("code", {}, name), ...details), ...rest);

/** A result that did not fit into the answer: fetched at once where it can be shown, else when it is wanted. */
function remote(name, file) {
  const until = new Date(file.expires_at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const shown = frame(name, [el("small", {}, format.bytes(file.size_bytes)),
    el("a", { className: "download", href: file.download_url, download: lastPart(name), rel: "noreferrer", attributes: { "aria-label": `Download ${name}` } }, `Download, until ${until}`)]);
  if (isShown(file.media_type)) fetchResult(file.download_url).then((content) => { if (content) shown.replaceWith(local(name, file, content)); });
  return shown;
}

const local = (name, file, content) =>
  frame(name, [el("small", {}, format.bytes(file.size_bytes ?? content.length)), download(name, content)], preview(name, content, file.media_type));

/** One returned file. @param {[string, any]} entry of an answer's `output_files` */
export function figure([name, file]) {
  if (file.error !== undefined) return frame(name, [el("span", { className: "bad" }, file.error)]);
  return file.download_url === undefined ? local(name, file, decode(file.content_base64)) : remote(name, file);
}

/** Every returned file. @param {Record<string, any>} files */
export function fileList(files) {
  const entries = Object.entries(files);
  const here = entries.filter(([, file]) => file.content_base64 !== undefined);
  const all = here.length > 1 && el("button", { type: "button", className: "quiet", onclick: () => {
    const archive = zip(here.map(([name, file]) => [name, decode(file.content_base64)]));
    download("files.zip", archive).click();
  } }, `Download all ${here.length} as .zip`);
  return [all && el("div", { className: "part-head" }, all), ...entries.map(figure)];
}
