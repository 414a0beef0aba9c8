// Check as you type, gently: after a pause, only what has changed, never two at once, and not at all for a while
// after the service asks for a pause. It costs nothing of the quota.

import { forbiddenModules, lineWords } from "./explain.js";
import { validate } from "./service.js";

const PAUSE_MS = 900;
const REST_MS = 60_000;

export class Checker {
  #timer = 0;
  #controller = null;
  #last = "";
  #quietUntil = 0;
  #report;

  /** @param {(finding: {state: "unknown" | "good" | "bad", text: string, marks: {line: number, message: string}[]}) => void} report */
  constructor(report) { this.#report = report; }

  /** The program is now `code`; `wanted` is false where asking makes no sense (empty, or too long). */
  changed(code, wanted) {
    clearTimeout(this.#timer);
    this.#controller?.abort();
    if (code === this.#last && wanted) return;
    this.#last = "";
    this.#report({ state: "unknown", text: "", marks: [] });
    if (wanted && performance.now() >= this.#quietUntil) this.#timer = setTimeout(() => this.#ask(code), PAUSE_MS);
  }

  async #ask(code) {
    this.#controller = new AbortController();
    let answer;
    try {
      answer = await validate({ code }, this.#controller.signal);
    } catch (error) {
      if (error.name === "AbortError") return;
      throw error;
    }
    if (answer.status === 0 || answer.status === 429 || answer.status >= 500) {
      this.#quietUntil = performance.now() + Math.max(REST_MS, (answer.retryAfter ?? 0) * 1000);
      return;
    }
    this.#last = code;
    const details = answer.body?.error_details;
    if (answer.status === 200) this.#report({ state: "good", text: "Ready to run", marks: [] });
    else if (details?.type === "ForbiddenImportError") this.#reportImports(answer.body);
    else if (details) this.#report({ state: "bad", text: details.issues?.[0]?.message ?? details.message, marks: [] });
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
