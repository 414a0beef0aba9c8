// An answer that is not a success, in plain words: what happened and what to do about it.

import { alternative } from "./alternatives.js";
import * as format from "./format.js";
import { BASE } from "./service.js";

/** Modules that an answer calls forbidden, each with the lines that are known. @returns {{module: string, lines: number[]}[]} */
export function forbiddenModules(body) {
  const { disallowed, issues } = body?.error_details ?? {};
  // The service lists one issue for each module, in the same order.
  return (disallowed ?? []).map((module, index) => ({ module, lines: issues?.[index]?.lines ?? [] }));
}

/** `line 3`, `lines 3, 5`, or nothing. @param {number[]} lines */
export const lineWords = (lines) => (lines.length ? `line${lines.length > 1 ? "s" : ""} ${lines.join(", ")}` : "");

function forbidden({ body }, { imports }) {
  const modules = forbiddenModules(body);
  return {
    title: modules.length === 1 ? `${modules[0].module} cannot be imported here` : "Some imports are not on the list",
    text: body.execution_details ? "The program was running when it tried." : "The program was not run, and nothing was counted.",
    advice: modules.map(({ module, lines }) => `\`${module}\`${lines.length ? `, ${lineWords(lines)}` : ""}: ${alternative(module, imports)}`),
    link: { href: "#imports", text: "See everything that can be imported" },
  };
}

function invalid({ body }) {
  const { message } = body.error_details;
  const issues = body.error_details.issues ?? [];
  return {
    title: "The request is not valid",
    text: issues.length ? "Nothing was run or counted. Correct this and run again:" : message,
    advice: issues.map(({ field, message: problem }) => (field ? `\`${field}\`: ${problem}` : problem)),
  };
}

function timedOut(answer, { limits }) {
  const after = limits ? ` after ${format.limit("timeout_seconds", limits.timeout_seconds)}` : "";
  return {
    title: `Stopped${after}: out of time`,
    text: "What the program had printed and written by then is below.",
    advice: ["Try it on less data, look for a loop that does not end, or let `numpy` do the arithmetic."],
  };
}

function rateLimited({ body, retryAfter }) {
  const daily = body?.error_details?.window === "day";
  return {
    title: daily ? "Today’s runs are used up" : "Too many runs in one minute",
    text: body?.error_details?.message ?? "",
    advice: [daily
      ? "The count starts again at midnight UTC. Checking as you type is free and goes on working."
      : "Nothing is lost: the program stays here. Wait a moment and run it again."],
    retryAfter,
  };
}

const BUSY = ({ retryAfter }) => ({
  title: "All places are taken",
  text: "The service is running as many programs as it can. This try was not counted.",
  advice: ["Run it again in a moment."],
  retryAfter,
});
const UNAVAILABLE = ({ retryAfter }) => ({
  title: "The service cannot run programs just now",
  text: "A part of it is out of reach. Nothing was run and nothing was counted.",
  advice: ["Try again in a minute. If it stays like this, the operator needs to know."],
  retryAfter,
});
const TOO_LARGE = (_answer, { limits }) => ({
  title: "The request is too large",
  text: limits ? `A request may have ${format.limit("max_body_bytes", limits.max_body_bytes)} in all.` : "",
  advice: ["Attach smaller or fewer files."],
});
const INTERNAL = () => ({
  title: "Something broke in the service",
  text: "This is not your program’s fault.",
  advice: ["Try once more. If it happens again, send the operator the request id below."],
});

function unreachable({ timedOut: late }) {
  return {
    title: late ? "No answer came" : "The service cannot be reached",
    text: late ? `${BASE} took the request and has not answered.` : `There is no answer from ${BASE}.`,
    advice: [navigator.onLine === false
      ? "This device is offline. Connect, then run again."
      : "Check your connection, or whether the service is running, and run again."],
  };
}

function unknown({ status, body }) {
  return {
    title: `The service answered ${status}`,
    text: body?.error_details?.message ?? "The answer is not one that this page knows; something between here and the service may have sent it.",
    advice: ["Try again in a minute."],
  };
}

const BY_TYPE = {
  ForbiddenImportError: forbidden, ValidationError: invalid, TimeoutError: timedOut, RateLimitExceeded: rateLimited,
  ServerBusy: BUSY, ServiceUnavailable: UNAVAILABLE, PayloadTooLarge: TOO_LARGE, InternalError: INTERNAL,
};
// For an answer without our body, such as a gateway's own.
const BY_STATUS = { 413: TOO_LARGE, 429: rateLimited, 500: INTERNAL, 502: UNAVAILABLE, 503: UNAVAILABLE, 504: UNAVAILABLE };

/**
 * @param {import("./service.js").Answer} answer that is not a 200
 * @param {{limits: object | null, imports: object | null}} known what GET /limits said
 * @returns {{title: string, text: string, advice: string[], retryAfter?: number | null, link?: {href: string, text: string}}}
 */
export function explain(answer, known) {
  if (answer.status === 0) return unreachable(answer);
  const words = BY_TYPE[answer.body?.error_details?.type] ?? BY_STATUS[answer.status] ?? unknown;
  return words(answer, known);
}
