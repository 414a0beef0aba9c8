// The service's routes. Every call settles as a plain answer: `status` 0 means that none came back.

import { BASE } from "./known.js";

/**
 * @typedef {{status: number, phrase: string, headers: [string, string][], text: string, body: any, took: number, retryAfter: number | null,
 *            timedOut?: boolean, windows: {name: string, left: number, resets: number}[]}} Answer
 * `took` is in milliseconds; `windows` is how the caller stands, `resets` in seconds from now.
 */

const NONE = { status: 0, phrase: "", headers: [], text: "", body: null, took: 0, retryAfter: null, windows: [] };

/** The windows of a RateLimit header (draft-ietf-httpapi-ratelimit-headers). @param {string | null} header */
export const windowsOf = (header) =>
  [...(header ?? "").matchAll(/"(\w+)";r=(\d+);t=(\d+)/g)].map(([, name, left, resets]) => ({ name, left: Number(left), resets: Number(resets) }));

/** @param {string} path @param {RequestInit} options @returns {Promise<Answer>} */
async function call(path, options) {
  const started = performance.now();
  let response;
  let text = "";
  try {
    response = await fetch(`${BASE}/${path}`, { cache: "no-store", ...options });
    text = await response.text();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    return { ...NONE, timedOut: error.name === "TimeoutError", broken: Boolean(response) };
  }
  const header = response.headers.get("Retry-After");
  let body = null;
  try { body = JSON.parse(text); } catch { /* not the service's own: explained by its status */ }
  return {
    status: response.status, phrase: response.statusText, headers: [...response.headers], text, body, took: performance.now() - started,
    retryAfter: header !== null && /^\d+$/.test(header) ? Number(header) : null, windows: windowsOf(response.headers.get("RateLimit")),
  };
}

const post = (path, payload, signal) =>
  call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(payload), signal });

/** @param {object} payload @param {AbortSignal} signal */
export const execute = (payload, signal) => post("execute", payload, signal);
/** @param {object} payload @param {AbortSignal} signal */
export const validate = (payload, signal) => post("validate", payload, signal);
/** Leave to send a file ahead. @param {File} file @param {AbortSignal} signal */
export const askUpload = (file, signal) => post("uploads", { filename: file.name, size_bytes: file.size }, signal);

/** Send a file where `ticket` says; whether it was taken. @param {any} ticket @param {File} file @param {AbortSignal} signal */
export async function sendFile(ticket, file, signal) {
  const form = new FormData();
  for (const [name, value] of Object.entries(ticket.fields)) form.append(name, value);
  form.append("file", file);
  try {
    return (await fetch(ticket.url, { method: "POST", body: form, credentials: "omit", referrerPolicy: "no-referrer", signal })).ok;
  } catch (error) {
    if (error.name === "AbortError") throw error;
    return false;
  }
}

/** The content of a result that came as a URL, or null. @param {string} url @returns {Promise<Uint8Array | null>} */
export async function fetchResult(url) {
  try {
    const response = await fetch(url, { credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store" });
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
  } catch {
    return null;
  }
}
