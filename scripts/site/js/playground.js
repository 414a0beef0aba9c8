// The playground: what is typed, sent and shown, held together.

import { Attachments, UploadRefused } from "./attachments.js";
import { encodeFile, decode } from "./bytes.js";
import { Checker } from "./check.js";
import { $, $$, announce, icon } from "./dom.js";
import { wireDrop } from "./drop.js";
import { EditorField } from "./editor_field.js";
import { EXAMPLES, filesOf } from "./examples.js";
import * as format from "./format.js";
import { known } from "./known.js";
import { SMALL_FILE_BYTES, carriesProgram, linkedProgram } from "./link.js";
import { more } from "./lazy.js";
import { Quota } from "./quota.js";
import { ResultPane } from "./result/pane.js";
import * as service from "./service.js";
import { draft, keepDraft, keepRun } from "./store.js";
import { toast } from "./toast.js";

// Beyond the program's own time limit: upload, queue and the way back. API Gateway gives up after 30 s.
const ANSWER_MARGIN_S = 25;
const KEEP_AFTER_MS = 400;
const TRIES_WHEN_BUSY = 3;
const LONGEST_BUSY_WAIT_S = 5;

const { limits } = known;
const modules = known.imports.categories.flatMap((row) => row.modules);

export class Playground {
  /** Whether what is typed is kept: not in a frame on another's page. */
  #keeps;
  #stop = null;
  #keepTimer = 0;
  #findings = [];
  #attachments = new Attachments(() => this.#inputsChanged());
  #checker = new Checker((finding) => this.#found(finding), (answer) => this.quota.heard(answer));
  #editor = new EditorField({ onChange: (code) => this.#changed(code), onRun: () => this.run() });
  #result = new ResultPane({ call: () => this.#call(), goTo: (line) => this.#editor.goTo(line) });
  quota = new Quota(() => this.#checker.ask(this.#editor.code));

  constructor({ keeps }) { this.#keeps = keeps; }

  /** Everything works from here on; the editor proper comes later. */
  start() {
    $("#run").addEventListener("click", () => (this.#stop ? this.stop() : this.run()));
    for (const chip of $$("[data-example]")) chip.addEventListener("click", () => this.#useExample(chip.dataset.example));
    for (const field of [$("#stdin"), $("#returns")]) {
      field.addEventListener("input", () => this.#inputsChanged());
      field.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); this.run(); }
      });
    }
    for (const [id, action] of Object.entries({ history: () => this.#history(), open: () => this.#choose(), save: () => this.save(), share: () => this.#share() })) {
      $(`#${id}`)?.addEventListener("click", action);
    }
    wireDrop({ attach: (files) => this.#attachments.add(files), open: (file) => this.#open(file) });
    addEventListener("hashchange", () => this.#useLink(true));
    addEventListener("pagehide", () => this.#keep());
    this.#begin();
  }

  async upgrade() {
    await this.#editor.upgrade(new URL(document.body.dataset.editor, document.baseURI).href, modules);
    if (this.#editor.code.trim()) this.#checker.ask(this.#editor.code);
    document.documentElement.dataset.ready = "";
  }

  #begin() {
    const kept = this.#keeps ? draft() : null;
    if (kept && !carriesProgram(location.hash)) this.#fill(kept);
    else this.#count(this.#editor.code);
    this.#inputsChanged();
    this.#useLink(false);
    // On a small screen the way from the program to its result is short, unless there is something to see on it.
    if (innerWidth < 640 && !$("#stdin").value && this.#attachments.names.length === 0) $("#inputs").open = false;
  }

  /** What would be sent now, but for the files' content. @returns {import("./snippets.js").Call} */
  #call() {
    return {
      code: this.#editor.code, stdin: $("#stdin").value, files: this.#attachments.names,
      returns: $("#returns").value.split(",").map((name) => name.trim()).filter(Boolean),
    };
  }

  /** All of it, to be kept or handed on; files over `most` bytes by name alone. @param {number} most @returns {Promise<import("./store.js").Kept>} */
  async #whole(most) {
    const files = await Promise.all(this.#attachments.files.map(async (file) => ({
      name: file.name, ...(file.size <= most && { base64: await encodeFile(file) }),
    })));
    const missing = this.#attachments.names.filter((name) => !files.some((file) => file.name === name)).map((name) => ({ name }));
    return { code: this.#editor.code, stdin: $("#stdin").value, returns: $("#returns").value, files: [...files, ...missing] };
  }

  /** @param {import("./store.js").Kept} program */
  #fill({ code, stdin, returns, files }) {
    $("#stdin").value = stdin;
    $("#returns").value = returns;
    const here = files.filter(({ base64 }) => base64 !== undefined).flatMap(({ name, base64 }) => {
      try { return [new File([decode(base64)], name)]; } catch { return []; }
    });
    this.#attachments.replace(here, files.map(({ name }) => name).filter((name) => !here.some((file) => file.name === name)));
    this.#editor.code = code;
    if (stdin || files.length) $("#inputs").open = true;
  }

  /** Put `fill` in place of what is there, which can be had back. @param {string} said @param {() => void} fill */
  #replace(said, fill) {
    const [code, stdin, returns] = [this.#editor.code, $("#stdin").value, $("#returns").value];
    const files = [...this.#attachments.files];
    const isExample = EXAMPLES.some((example) => code === example.code && stdin === example.stdin && returns === example.returns);
    fill();
    if (isExample || !code.trim()) return;
    toast(said, { label: "Undo", action: () => {
      this.#fill({ code, stdin, returns, files: [] });
      this.#attachments.replace(files);
      this.#editor.focus();
    } });
  }

  #useExample(id) {
    const example = EXAMPLES.find((candidate) => candidate.id === id);
    const files = filesOf(example);
    this.#replace(`“${example.title}” is in the editor.`, () => {
      this.#fill({ ...example, files: [] });
      this.#attachments.replace(files);
      announce(`Example: ${example.title}`);
    });
  }

  async #useLink(followed) {
    const fragment = location.hash;
    if (!carriesProgram(fragment)) return;
    // Once read it leaves the address: going back, or loading again, must not undo what is typed from here on.
    history.replaceState(null, "", location.pathname + location.search);
    try {
      const program = await linkedProgram(fragment);
      if (followed) this.#replace("The link’s program is in the editor.", () => this.#fill(program));
      else {
        const kept = this.#keeps ? draft() : null;
        this.#fill(program);
        if (kept && kept.code !== program.code) toast("The link’s program is in the editor.", { label: "Back to my draft", action: () => this.#fill(kept) });
      }
      $("#embed-whole")?.setAttribute("href", `./${fragment}`);
    } catch (error) {
      this.#result.problem("This link does not work", error.message);
    }
  }

  async #open(file) {
    const code = (await file.text()).replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
    this.#replace(`${file.name} is in the editor.`, () => { this.#editor.code = code; });
  }

  #choose() {
    const input = Object.assign(document.createElement("input"), { type: "file", accept: ".py,text/x-python,text/plain" });
    input.addEventListener("change", () => { if (input.files[0]) this.#open(input.files[0]); });
    input.click();
  }

  /** The program as a file. */
  save() {
    const url = URL.createObjectURL(new Blob([this.#editor.code], { type: "application/octet-stream" }));
    Object.assign(document.createElement("a"), { href: url, download: "main.py" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }

  async #history() {
    const { showHistory } = await more();
    showHistory((run) => this.#replace("An earlier run is in the editor.", () => this.#fill(run)));
  }

  async #share() {
    const { showShare } = await more();
    const program = await this.#whole(SMALL_FILE_BYTES);
    showShare(program, program.files.filter(({ base64 }) => base64 === undefined).map(({ name }) => name));
  }

  #changed(code) {
    const fits = this.#count(code);
    for (const chip of $$("[data-example]")) {
      chip.setAttribute("aria-pressed", String(EXAMPLES.find(({ id }) => id === chip.dataset.example)?.code === code));
    }
    this.#findings = [];
    this.#checker.changed(code, fits && code.trim() !== "");
    this.#inputsChanged();
  }

  #inputsChanged() {
    const { stdin, files, returns } = this.#call();
    $("#inputs-said").textContent = [stdin && "stdin", ...files, returns.length > 0 && `→ ${returns.join(", ")}`].filter(Boolean).join(" · ");
    this.#result.requestChanged();
    clearTimeout(this.#keepTimer);
    this.#keepTimer = setTimeout(() => this.#keep(), KEEP_AFTER_MS);
  }

  #keep() {
    if (!this.#keeps) return;
    // At once without the files, since a page that goes away waits for nothing; with small ones when they are read.
    const { code, stdin, files } = this.#call();
    const plain = { code, stdin, returns: $("#returns").value, files: files.map((name) => ({ name })) };
    if (files.length === 0) { keepDraft(plain); return; }
    if (document.visibilityState === "hidden") return;
    this.#whole(SMALL_FILE_BYTES).then(keepDraft, () => keepDraft(plain));
  }

  #found({ state, text, marks }) {
    $("#verdict").textContent = text;
    $("#verdict").dataset.state = state;
    if (state !== "unknown" || marks.length) this.#findings = marks;
    this.#editor.mark(this.#findings);
  }

  /** Show the count; whether the program fits. */
  #count(code) {
    const length = format.codePoints(code);
    const most = limits.max_code_characters;
    $("#count").textContent = `${format.number(length)} of ${format.number(most)} characters`;
    $("#count").classList.toggle("over", length > most);
    return length <= most;
  }

  /** Give up waiting. */
  stop() { this.#stop?.abort(); }

  #objection() {
    const code = this.#editor.code;
    if (!code.trim()) return ["There is no program yet", "Type one, or pick an example."];
    if (!this.#count(code)) {
      return ["The program is too long", `It may have ${format.number(limits.max_code_characters)} characters; this one has ${format.number(format.codePoints(code))}.`];
    }
    return null;
  }

  async run() {
    if (this.#stop) return;
    const objection = this.#objection();
    if (objection) { this.#result.problem(...objection); this.#editor.focus(); return; }
    const stop = this.#stop = new AbortController();
    const ended = this.#showRunning();
    const sent = this.#call();
    const kept = { code: sent.code, stdin: sent.stdin, returns: $("#returns").value, files: sent.files.map((name) => ({ name })), at: Date.now() };
    let said = "No answer";
    try {
      const answer = await this.#send(sent, stop.signal);
      said = this.#result.answer(answer, this.#ways(sent)).title;
      this.#showMarks(answer);
      this.quota.heard(answer);
      this.#result.retry(this.quota, answer);
    } catch (error) {
      said = this.#failed(error);
    } finally {
      this.#stop = null;
      ended();
      if (this.#keeps) keepRun({ ...kept, outcome: said });
    }
  }

  async #send({ code, stdin, returns }, stop) {
    const attachments = await this.#attachments.encoded(stop);
    const payload = {
      code,
      ...(stdin && { stdin_data: stdin }), ...(attachments.length > 0 && { attachments }), ...(returns.length > 0 && { return_files: returns }),
    };
    const wait = (limits.timeout_seconds + ANSWER_MARGIN_S) * 1000;
    for (let attempt = 1; ; attempt += 1) {
      const answer = await service.execute(payload, AbortSignal.any([AbortSignal.timeout(wait), stop]));
      const busy = answer.body?.error_details?.type === "ServerBusy" && answer.retryAfter <= LONGEST_BUSY_WAIT_S;
      if (!busy || attempt === TRIES_WHEN_BUSY) return answer;
      this.#result.waiting(`All places are taken. Trying again in ${answer.retryAfter} s…`);
      await pause(answer.retryAfter * 1000, stop);
    }
  }

  #failed(error) {
    if (error.name === "AbortError") {
      this.#result.problem("You stopped waiting", "The service may still finish this run; if it does, it is counted.");
      return "Stopped";
    }
    if (error instanceof UploadRefused) {
      this.#result.answer(error.answer, this.#ways(this.#call()));
      return "Not sent";
    }
    this.#result.problem("This run could not be sent", error.message);
    return "Not sent";
  }

  #ways(sent) {
    return {
      offer: {
        stdinEmpty: sent.stdin === "",
        asked: sent.returns,
        ask: (wanted) => {
          this.#returns([...sent.returns, ...wanted]);
          this.run();
        },
        drop: (name) => {
          this.#returns(this.#call().returns.filter((other) => other !== name));
          announce(`${name} is not asked for any more`);
        },
        write: () => {
          $("#inputs").open = true;
          $("#stdin").focus();
        },
      },
    };
  }

  /** @param {string[]} names the files to ask back from here on */
  #returns(names) {
    $("#returns").value = names.join(", ");
    this.#inputsChanged();
  }

  #showMarks() {
    this.#findings = this.#result.marks.length ? this.#result.marks : this.#findings;
    this.#editor.mark(this.#findings);
  }

  #showRunning() {
    const started = performance.now();
    const button = $("#run");
    const tick = () => { $("#timer").textContent = `${((performance.now() - started) / 1000).toFixed(1)} s of ${limits.timeout_seconds} s`; };
    const interval = setInterval(tick, 100);
    tick();
    this.#result.running(() => this.stop());
    button.replaceChildren(icon("stop"), Object.assign(document.createElement("span"), { textContent: "Stop" }));
    button.dataset.running = "";
    if (innerWidth < 1024) $("#result").scrollIntoView({ block: "start" });
    return () => {
      clearInterval(interval);
      $("#timer").textContent = "";
      button.replaceChildren(icon("run"), Object.assign(document.createElement("span"), { textContent: "Run" }));
      delete button.dataset.running;
    };
  }
}

function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => { clearTimeout(timer); reject(signal.reason); }, { once: true });
  });
}
