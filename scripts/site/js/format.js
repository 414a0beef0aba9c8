// Numbers in words that a person reads.

const KIB = 1024;

/** @param {number} count of bytes */
export function bytes(count) {
  if (count < KIB) return `${count} ${count === 1 ? "byte" : "bytes"}`;
  const units = ["KB", "MB", "GB"];
  let value = count / KIB;
  let unit = 0;
  while (value >= KIB && unit < units.length - 1) { value /= KIB; unit += 1; }
  return `${value.toLocaleString("en", { maximumFractionDigits: value < 10 ? 1 : 0 })} ${units[unit]}`;
}

/** @param {number} value in seconds */
export function seconds(value) {
  if (value < 1) return `${Math.max(1, Math.round(value * 1000))} ms`;
  return `${value.toLocaleString("en", { maximumFractionDigits: value < 100 ? 2 : 0 })} s`;
}

/** A wait in words, for counting down. @param {number} value in seconds */
export function wait(value) {
  const whole = Math.max(0, Math.ceil(value));
  if (whole < 120) return `${whole} s`;
  const minutes = Math.ceil(whole / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The time of day at which `value` seconds will have passed. @param {number} value */
export const clock = (value) => new Date(Date.now() + value * 1000).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

export const number = (value) => value.toLocaleString("en");

/** `1 file`, `2 files`. */
export const plural = (count, noun) => `${number(count)} ${noun}${count === 1 ? "" : "s"}`;

/** Length as the service counts it: Unicode code points. @param {string} text */
export function codePoints(text) {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** @param {string} text */
export const utf8Length = (text) => new TextEncoder().encode(text).length;

/** Numbers of bytes in a message of the service's, as a person reads them. @param {string} text */
export const readable = (text) => text.replace(/\b(\d{5,})(?: bytes)?\b(?=[^.]*$|\.|,| )/g, (whole, digits) => (/bytes|limit/.test(text) ? bytes(Number(digits)) : whole));
