// A link that carries a program, its input and small files in the URL's fragment, which browsers never send to a server.

import { BASE } from "./known.js";

const PREFIX = "#p=";
/** Links of the page's first edition: the program in Base64, not compressed. */
const OLD_PREFIX = "#run=";
const LONGEST = 160 * 1024;
const LARGEST = 1024 * 1024;
export const SMALL_FILE_BYTES = 48 * 1024;

const toBase64Url = (content) => content.toBase64?.({ alphabet: "base64url", omitPadding: true })
  ?? btoa(Array.from(content, (byte) => String.fromCharCode(byte)).join("")).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const fromBase64Url = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));

async function through(stream, content, most) {
  const parts = [];
  let size = 0;
  for await (const part of read(new Blob([content]).stream().pipeThrough(stream))) {
    size += part.length;
    if (size > most) throw new RangeError("too much");
    parts.push(part);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

async function* read(stream) {
  const reader = stream.getReader();
  try {
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) yield value;
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** @param {import("./store.js").Kept} program @param {string} [page] `embed` for the page that goes into a frame */
export async function linkTo({ code, stdin, returns, files }, page = "") {
  const carried = { code, ...(stdin && { stdin }), ...(returns && { returns }), ...(files.length > 0 && { files }) };
  const packed = await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(JSON.stringify(carried)), LARGEST);
  return `${BASE}/${page}${PREFIX}${toBase64Url(packed)}`;
}

export const carriesProgram = (fragment) => fragment.startsWith(PREFIX) || fragment.startsWith(OLD_PREFIX);

/** The program that a fragment carries. Nothing is run by opening a link. @param {string} fragment @returns {Promise<import("./store.js").Kept>} */
export async function linkedProgram(fragment) {
  try {
    if (fragment.length > LONGEST) throw new RangeError("too long");
    const content = fragment.startsWith(PREFIX)
      ? await through(new DecompressionStream("deflate-raw"), fromBase64Url(fragment.slice(PREFIX.length)), LARGEST)
      : fromBase64Url(fragment.slice(OLD_PREFIX.length));
    const { code, stdin = "", returns = "", files = [] } = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(content));
    const sound = Array.isArray(files) && files.every((file) => typeof file?.name === "string" && ["string", "undefined"].includes(typeof file.base64));
    if (!sound || ![code, stdin, returns].every((part) => typeof part === "string")) throw new TypeError("not a program");
    return { code, stdin, returns, files };
  } catch (error) {
    throw new Error("The program in this link is damaged; ask for the link again.", { cause: error });
  }
}
