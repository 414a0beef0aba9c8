// An answer that is not a success, in plain words: what happened and what to do about it.

import * as format from "./format.js";
import { BASE, known } from "./known.js";

/** Modules that an answer calls forbidden, with the lines and the advice that are known. @returns {{module: string, lines: number[], hint?: string}[]} */
export function forbiddenModules(body) {
  const { disallowed, issues } = body?.error_details ?? {};
  // The service lists one issue for each module, in the same order.
  return (disallowed ?? []).map((module, index) => ({ module, lines: issues?.[index]?.lines ?? [], hint: issues?.[index]?.hint }));
}

/** `line 3`, `lines 3, 5`, or nothing. @param {number[]} lines */
export const lineWords = (lines) => (lines.length ? `line${lines.length > 1 ? "s" : ""} ${lines.join(", ")}` : "");

function forbidden({ body }) {
  const modules = forbiddenModules(body);
  const own = modules.some(({ hint }) => hint);
  return {
    title: modules.length === 1 ? `${modules[0].module} cannot be imported here` : "Some imports are not on the list",
    text: body.execution_details ? "The program was running when it tried." : "The program was not run, and nothing was counted.",
    advice: [
      ...modules.filter(({ lines, hint }) => hint || lines.length).map(({ module, lines, hint }) => `\`${module}\`${lines.length ? `, ${lineWords(lines)}` : ""}${hint ? `: ${hint}` : ""}`),
      ...(own ? [] : [body.error_details.hint]),
    ].filter(Boolean),
    lines: modules.flatMap(({ module, lines }) => lines.map((line) => ({ line, message: `${module} cannot be imported here` }))),
    link: { href: "#imports", text: "See everything that can be imported" },
  };
}

function invalid({ body }) {
  const { message, hint } = body.error_details;
  const issues = body.error_details.issues ?? [];
  return {
    title: "The request is not valid",
    text: issues.length ? "Nothing was run or counted. Correct this and run again:" : message,
    advice: issues.length ? issues.map(({ field, message: problem }) => format.readable(field ? `\`${field}\` ${problem}` : problem)) : [hint].filter(Boolean),
  };
}

const timedOut = ({ body }) => ({
  title: `Stopped after ${format.plural(known.limits.timeout_seconds, "second")}: out of time`,
  text: "What the program had printed and written by then is below.",
  // What the answer says of the run itself stands below, beside the output.
  advice: body?.execution_details?.hint ? [] : [body?.error_details?.hint ?? "Try it on less data, look for a loop that does not end, or let `numpy` do the arithmetic."],
});

const rateLimited = ({ body, retryAfter }) => {
  const daily = body?.error_details?.window === "day";
  return {
    title: daily ? "Today’s runs are used up" : "Too many runs in one minute",
    text: daily ? "The count starts again at midnight UTC. Checking as you type is free and goes on working." : "Nothing is lost: the program stays here.",
    advice: [],
    retryAfter,
  };
};

const busy = ({ retryAfter }) => ({
  title: "All places are taken",
  text: "The service is running as many programs as it can. This try was not counted.",
  advice: [],
  retryAfter,
});
const unavailable = ({ retryAfter }) => ({
  title: "The service cannot run programs just now",
  text: "A part of it is out of reach. Nothing was run and nothing was counted.",
  advice: ["Try again in a minute. If it stays like this, the operator needs to know."],
  retryAfter,
});
const tooLarge = () => ({
  title: "The request is too large",
  text: `A request may have ${format.bytes(known.limits.max_body_bytes)} in all.`,
  advice: ["Attach smaller or fewer files."],
});
const internal = () => ({
  title: "Something broke in the service",
  text: "This is not your program’s fault.",
  advice: ["Try once more. If it happens again, send the operator the request id below."],
});

// A gateway's own words: it knows that no answer came, and not whether the program ran.
const badGateway = () => ({
  title: "The service could not be reached",
  text: "Something between here and the service answered in its place. Most likely the program did not run, but that cannot be known from here.",
  advice: ["Try again in a minute; what is left of the quota is shown below the editor."],
});
const gatewayTimeout = () => ({
  title: "The answer did not come in time",
  text: "Something between here and the service gave up waiting. The program may have run, and may have been counted.",
  advice: ["Look at what is left of the quota below the editor, then run it again."],
});

function unreachable({ timedOut: late, broken }) {
  if (broken) {
    return { title: "The answer broke off", text: "The program has run; its answer did not arrive whole.", advice: ["Check your connection, and run again."] };
  }
  return {
    title: late ? "No answer came" : "The service cannot be reached",
    text: late ? `${BASE} took the request and has not answered. The program may have run, and may have been counted.` : `There is no answer from ${BASE}.`,
    advice: [navigator.onLine === false
      ? "This device is offline. Connect, then run again."
      : "Check your connection, or whether the service is running, and run again."],
  };
}

const unknown = ({ status, body }) => ({
  title: `The service answered ${status}`,
  text: body?.error_details?.message ?? "The answer is not one that this page knows; something between here and the service may have sent it.",
  advice: [body?.error_details?.hint ?? "Try again in a minute."],
});

const BY_TYPE = {
  ForbiddenImportError: forbidden, ValidationError: invalid, TimeoutError: timedOut, RateLimitExceeded: rateLimited,
  ServerBusy: busy, ServiceUnavailable: unavailable, PayloadTooLarge: tooLarge, InternalError: internal,
};
// For an answer without our body, such as a gateway's own.
const BY_STATUS = { 413: tooLarge, 429: rateLimited, 502: badGateway, 503: badGateway, 504: gatewayTimeout };

/**
 * @param {import("./service.js").Answer} answer that is not a 200
 * @returns {{title: string, text: string, advice: string[], lines?: {line: number, message: string}[], retryAfter?: number | null,
 *            link?: {href: string, text: string}}}
 */
export function explain(answer) {
  if (answer.status === 0) return unreachable(answer);
  return (BY_TYPE[answer.body?.error_details?.type] ?? BY_STATUS[answer.status] ?? unknown)(answer);
}
