// The playground: what is typed, sent and shown, held together.

import { Attachments, UploadRefused } from "./attachments.js";
import { Checker } from "./check.js";
import { $, el } from "./dom.js";
import { EXAMPLES } from "./examples.js";
import * as format from "./format.js";
import { linkTo, linkedProgram } from "./link.js";
import { showAnswer, showProblem, showRunning } from "./results.js";
import * as service from "./service.js";

// Beyond the program's own time limit: upload, queue and the way back. API Gateway gives up after 30 s.
const ANSWER_MARGIN_S = 25;
const DEFAULT_WAIT_S = 30;

/** The plain textarea with the editor's interface, for when the editor cannot be loaded. */
function textareaEditor({ onChange, onRun }) {
  const area = $("#code");
  area.addEventListener("input", () => onChange(area.value));
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); onRun(); }
  });
  return {
    get code() { return area.value; },
    set code(text) { area.value = text; onChange(text); },
    focus() { area.focus(); },
    mark() {},
  };
}

async function makeEditor(actions) {
  let createEditor;
  try {
    ({ createEditor } = await import("../vendor/editor.js"));
  } catch {
    return textareaEditor(actions);
  }
  const area = $("#code");
  const focused = document.activeElement === area;
  const doc = area.value;
  area.remove();
  const editor = createEditor({ parent: $("#editor"), doc, label: "Program", describedBy: "editor-help", ...actions });
  if (focused) editor.focus();
  return editor;
}

export class Playground {
  #known = { limits: null, imports: null, uploads: false };
  #running = false;
  #attachments = new Attachments(() => this.#known.limits);
  #checker = new Checker(({ state, text, marks }) => {
    $("#verdict").textContent = text;
    $("#verdict").classList.toggle("bad", state === "bad");
    this.#editor?.mark(marks);
  });
  #editor = null;

  async start() {
    $("#example").append(
      el("option", { value: "", hidden: true }, "Your own"),
      ...EXAMPLES.map(({ id, title }) => el("option", { value: id }, title)),
    );
    $("#example").value = "hello";
    this.#editor = await makeEditor({ onChange: (code) => this.#changed(code), onRun: () => this.run() });
    $("#run").addEventListener("click", () => this.run());
    $("#link").addEventListener("click", () => this.#copyLink());
    $("#example").addEventListener("change", () => this.#useExample($("#example").value));
    for (const selector of ["#stdin", "#returns"]) {
      $(selector).addEventListener("keydown", (event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); this.run(); }
      });
    }
    addEventListener("hashchange", () => this.#useLink());
    this.#useLink();
    this.#count(this.#editor.code);
    document.documentElement.dataset.ready = "";
  }

  /** Take in what GET /limits said. */
  know({ limits, imports, uploads }) {
    this.#known = { limits, imports, uploads };
    if (this.#editor) this.#count(this.#editor.code);
    const words = [
      limits.requests_per_day && `${format.plural(limits.requests_per_day, "run")} a day`,
      limits.requests_per_minute && `${limits.requests_per_minute} a minute`,
    ].filter(Boolean);
    if (!$("#quota").textContent) $("#quota").textContent = words.join(", ");
  }

  #changed(code) {
    const fits = this.#count(code);
    $("#example").value = EXAMPLES.find((example) => example.code === code)?.id ?? "";
    this.#checker.changed(code, fits && code.trim() !== "");
  }

  /** Show the count; whether the program fits. */
  #count(code) {
    const length = format.codePoints(code);
    const most = this.#known.limits?.max_code_characters;
    $("#count").textContent = most ? `${format.number(length)} of ${format.number(most)} characters` : format.plural(length, "character");
    const fits = !most || length <= most;
    $("#count").classList.toggle("over", !fits);
    return fits;
  }

  #fill({ code, stdin, returns }) {
    $("#stdin").value = stdin;
    $("#returns").value = returns;
    this.#editor.code = code;
  }

  async #useExample(id) {
    const example = EXAMPLES.find((candidate) => candidate.id === id);
    if (!example) return;
    this.#fill(example);
    this.#attachments.replace(await example.files());
  }

  async #useLink() {
    const program = linkedProgram();
    if (program === null) return;
    if (program instanceof Error) { showProblem("This link does not work", program.message); return; }
    this.#fill(program);
    $("#playground").scrollIntoView();
    // A link carries no files; those of an example are at hand.
    const example = EXAMPLES.find(({ code }) => code === program.code);
    this.#attachments.replace(example ? await example.files() : []);
  }

  async #copyLink() {
    const link = linkTo({ code: this.#editor.code, stdin: $("#stdin").value, returns: $("#returns").value });
    history.replaceState(null, "", link);
    const button = $("#link");
    try {
      await navigator.clipboard.writeText(link);
      button.textContent = "Link copied";
    } catch {
      button.textContent = "Link is in the address bar";
    }
    setTimeout(() => { button.textContent = "Copy link"; }, 2500);
  }

  #payload(attachments) {
    const returns = $("#returns").value.split(",").map((name) => name.trim()).filter(Boolean);
    const stdin = $("#stdin").value;
    return {
      code: this.#editor.code,
      ...(stdin && { stdin_data: stdin }),
      ...(attachments.length > 0 && { attachments }),
      ...(returns.length > 0 && { return_files: returns }),
    };
  }

  async run() {
    if (this.#running) return;
    const { code } = this.#editor;
    if (!code.trim()) { showProblem("There is no program yet", "Type one, or pick an example."); this.#editor.focus(); return; }
    if (!this.#count(code)) {
      const most = this.#known.limits.max_code_characters;
      showProblem("The program is too long", `It may have ${format.number(most)} characters; this one has ${format.number(format.codePoints(code))}.`);
      this.#editor.focus();
      return;
    }
    this.#running = true;
    const stopTimer = this.#startTimer();
    try {
      const payload = this.#payload(await this.#attachments.encoded(this.#known));
      const wait = (this.#known.limits ? this.#known.limits.timeout_seconds + ANSWER_MARGIN_S : DEFAULT_WAIT_S) * 1000;
      const answer = await service.execute(payload, AbortSignal.timeout(wait));
      showAnswer(answer, this.#known);
      this.#showQuota(answer);
    } catch (error) {
      if (error instanceof UploadRefused) showAnswer(error.answer, this.#known);
      else showProblem("This run could not be sent", error.message);
    } finally {
      stopTimer();
      this.#running = false;
      if (innerWidth < 1024) $("#result-label").scrollIntoView({ block: "start" });
    }
  }

  #startTimer() {
    const started = performance.now();
    const most = this.#known.limits?.timeout_seconds;
    const button = $("#run");
    const tick = () => {
      const passed = ((performance.now() - started) / 1000).toFixed(1);
      $("#timer").textContent = most ? `${passed} s of ${most} s` : `${passed} s`;
    };
    const interval = setInterval(tick, 100);
    tick();
    showRunning();
    // aria-disabled, not disabled: the button must not lose the keyboard's focus while it waits.
    button.setAttribute("aria-disabled", "true");
    button.textContent = "Running";
    return () => {
      clearInterval(interval);
      $("#timer").textContent = "";
      button.removeAttribute("aria-disabled");
      button.textContent = "Run";
    };
  }

  #showQuota({ body, leftThisMinute }) {
    const { daily_quota_limit: daily, requests_remaining_today: left } = body?.user_info ?? {};
    const words = [
      daily && left != null && `${format.number(left)} of ${format.plural(daily, "run")} left today`,
      leftThisMinute != null && `${format.number(leftThisMinute)} this minute`,
    ].filter(Boolean);
    if (words.length) $("#quota").textContent = words.join(", ");
  }
}
