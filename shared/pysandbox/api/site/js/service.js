// The service's routes. Every call settles as a plain answer: `status` 0 means that none came back.

/** The address that served this page, without a trailing slash: also right behind a path prefix. */
export const BASE = new URL(".", location.href).href.split(/[?#]/)[0].replace(/\/$/, "");

/**
 * @typedef {{status: number, body: any, retryAfter: number | null, leftThisMinute?: number | null}} Answer
 * @param {string} path @param {RequestInit} [options] @returns {Promise<Answer>}
 */
async function call(path, options = {}) {
  let response;
  try {
    response = await fetch(`${BASE}/${path}`, { cache: "no-store", ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    return { status: 0, body: null, retryAfter: null, timedOut: error.name === "TimeoutError" };
  }
  const header = response.headers.get("Retry-After");
  const retryAfter = header !== null && /^\d+$/.test(header) ? Number(header) : null;
  let body = null;
  try {
    body = await response.json();
  } catch (error) {
    if (error.name === "AbortError") throw error;
  }
  const minute = /"minute";r=(\d+)/.exec(response.headers.get("RateLimit") ?? "");
  return { status: response.status, body, retryAfter, leftThisMinute: minute ? Number(minute[1]) : null };
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

export const limits = () => call("limits");
export const openapi = () => call("openapi.json");
export const config = () => call("site/config.json", { cache: "no-cache" });
