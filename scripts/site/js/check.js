// Check as you type, gently: after a pause, only what has changed, never two at once, and not at all for a while
// after the service asks for a pause. It costs nothing of the quota.

import { forbiddenModules, lineWords } from "./explain.js";
import { validate } from "./service.js";

const PAUSE_MS = 900;
const REST_MS = 60_000;

/** @typedef {{state: "unknown" | "good" | "bad", text: string, marks: {line: number, column?: number, message: string}[]}} Finding */

export class Checker {
  #timer = 0;
  #controller = null;
  #last = "";
  #quietUntil = 0;
  #report;
  #heard;

  /** @param {(finding: Finding) => void} report @param {(answer: import("./service.js").Answer) => void} heard */
  constructor(report, heard) {
    this.#report = report;
    this.#heard = heard;
  }

  /** The program is now `code`; `wanted` is false where asking makes no sense (empty, or too long). */
  changed(code, wanted) {
    clearTimeout(this.#timer);
    this.#controller?.abort();
    if (code === this.#last && wanted) return;
    this.#last = "";
    this.#report({ state: "unknown", text: "", marks: [] });
    if (wanted && performance.now() >= this.#quietUntil) this.#timer = setTimeout(() => this.ask(code), PAUSE_MS);
  }

  /** Ask now. @param {string} code */
  async ask(code) {
    clearTimeout(this.#timer);
    const controller = this.#controller = new AbortController();
    let answer;
    try {
      answer = await validate({ code }, controller.signal);
    } catch (error) {
      if (error.name === "AbortError") return;
      throw error;
    }
    if (controller.signal.aborted) return;
    if (answer.status === 0 || answer.status === 429 || answer.status >= 500) {
      this.#quietUntil = performance.now() + Math.max(REST_MS, (answer.retryAfter ?? 0) * 1000);
      return;
    }
    this.#last = code;
    this.#heard(answer);
    const details = answer.body?.error_details;
    if (answer.status === 200) this.#reportSyntax(answer.body);
    else if (details?.type === "ForbiddenImportError") this.#reportImports(answer.body);
    else if (details) this.#report({ state: "bad", text: details.issues?.[0]?.message ?? details.message, marks: [] });
  }

  #reportSyntax(body) {
    const error = body.syntax_error;
    if (error) this.#report({ state: "bad", text: `${error.message} (line ${error.line})`, marks: [error] });
    // Without the field nobody has compiled it: no more is said than is known.
    else this.#report({ state: "good", text: error === null ? "Ready to run" : "Imports are allowed", marks: [] });
  }

  #reportImports(body) {
    const modules = forbiddenModules(body);
    this.#report({
      state: "bad",
      text: `Not on the list: ${modules.map(({ module, lines }) => (lines.length ? `${module} (${lineWords(lines)})` : module)).join(", ")}`,
      marks: modules.flatMap(({ module, lines }) => lines.map((line) => ({ line, message: `${module} cannot be imported here` }))),
    });
  }
}
