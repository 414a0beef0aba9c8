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
  if (whole < 7200) return `${Math.ceil(whole / 60)} min`;
  return `${Math.ceil(whole / 3600)} h`;
}

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

const zeroIsOff = (value, noun) => (value === 0 ? "no limit" : plural(value, noun));

// How each limit of GET /limits reads. A limit that is not here is shown as its bare number.
const LIMITS = {
  requests_per_minute: (value) => zeroIsOff(value, "run"),
  requests_per_day: (value) => zeroIsOff(value, "run"),
  max_concurrency: (value) => number(value),
  upload_expiry_seconds: (value) => wait(value),
  timeout_seconds: (value) => plural(value, "second"),
  memory_mb: (value) => `${number(value)} MB`,
  max_code_characters: (value) => plural(value, "character"),
  max_attachments: (value) => plural(value, "file"),
  max_return_files: (value) => plural(value, "name"),
  max_disk_files: (value) => plural(value, "file"),
  max_child_processes: (value) => number(value),
};

/** @param {string} name of a limit @param {number} value */
export function limit(name, value) {
  const words = LIMITS[name] ?? (name.endsWith("_bytes") ? bytes : number);
  return words(value);
}
