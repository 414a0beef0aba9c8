// What must not be lost: the draft, and the last runs. In this browser alone; nothing of it is sent anywhere.

const DRAFT = "draft";
const RUNS = "runs";
const MOST_RUNS = 10;

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function write(name, value) {
  try {
    localStorage.setItem(name, JSON.stringify(value));
    return true;
  } catch {
    return false; // storage is closed or full
  }
}

const isProgram = (value) => value !== null && typeof value === "object" && [value.code, value.stdin, value.returns].every((part) => typeof part === "string");

/** @typedef {{code: string, stdin: string, returns: string, files: {name: string, base64?: string}[]}} Kept */

/** @param {Kept} program */
export function keepDraft(program) {
  // What is too much with its files is kept without them.
  if (!write(DRAFT, program)) write(DRAFT, { ...program, files: program.files.map(({ name }) => ({ name })) });
}

/** @returns {Kept | null} */
export function draft() {
  const kept = read(DRAFT);
  return isProgram(kept) ? { ...kept, files: Array.isArray(kept.files) ? kept.files : [] } : null;
}

/** The last runs, newest first. @returns {(Kept & {at: number, outcome: string})[]} */
export const runs = () => (read(RUNS) ?? []).filter?.(isProgram) ?? [];

/** @param {Kept & {at: number, outcome: string}} run */
export function keepRun(run) {
  const same = (other) => other.code === run.code && other.stdin === run.stdin && other.returns === run.returns;
  const rest = runs().filter((other) => !same(other));
  write(RUNS, [{ ...run, files: run.files.map(({ name }) => ({ name })) }, ...rest].slice(0, MOST_RUNS));
}
