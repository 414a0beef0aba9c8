// The files to send: chosen, dropped, or put there by an example or a link; checked before they are read.

import { encodeFile } from "./bytes.js";
import { $, el } from "./dom.js";
import * as format from "./format.js";
import { known } from "./known.js";
import * as service from "./service.js";

const SEND_WITHIN_MS = 240_000;
const { limits } = known;

/** Why `file` cannot join `others`, or null. @param {File} file @param {File[]} others */
function objection(file, others) {
  if (others.some(({ name }) => name === file.name)) return `${file.name} is attached already.`;
  if (others.length >= limits.max_attachments) return `${file.name} was left out: a request takes ${format.plural(limits.max_attachments, "file")}.`;
  if (file.size > limits.max_attachment_bytes) {
    return `${file.name} has ${format.bytes(file.size)}; the limit is ${format.bytes(limits.max_attachment_bytes)}.`;
  }
  if (format.utf8Length(file.name) > limits.max_file_name_bytes) {
    return `${file.name.slice(0, 40)}…: the name is longer than ${limits.max_file_name_bytes} bytes.`;
  }
  return null;
}

/** The service did not give leave to send a file; `answer` says why. */
export class UploadRefused extends Error {
  constructor(name, answer) {
    super(`${name} could not be sent.`);
    this.answer = answer;
  }
}

/** Which of `files` go ahead of the request: the largest, until the others fit into it. @param {File[]} files */
function tooLarge(files) {
  const ahead = new Set();
  if (!known.uploads) return ahead;
  let inline = files.reduce((sum, { size }) => sum + size, 0);
  for (const file of [...files].sort((a, b) => b.size - a.size)) {
    if (inline <= limits.max_inline_attachment_bytes) break;
    ahead.add(file);
    inline -= file.size;
  }
  return ahead;
}

/** @param {File} file @param {AbortSignal} stop @returns {Promise<string>} the upload that it became */
async function upload(file, stop) {
  const signal = AbortSignal.any([AbortSignal.timeout(SEND_WITHIN_MS), stop]);
  const answer = await service.askUpload(file, signal);
  if (answer.status !== 200) throw new UploadRefused(file.name, answer);
  if (!await service.sendFile(answer.body, file, signal)) throw new Error(`${file.name} could not be sent; run again to send it once more.`);
  return answer.body.upload_id;
}

export class Attachments {
  /** @type {File[]} */
  files = [];
  #missing = [];
  #changed;

  /** @param {() => void} changed */
  constructor(changed) {
    this.#changed = changed;
    const input = $("#files");
    input.addEventListener("change", () => { this.add(input.files); input.value = ""; });
  }

  /** @param {Iterable<File>} files */
  add(files) {
    const problems = [];
    for (const file of files) {
      const problem = objection(file, this.files);
      if (problem) problems.push(problem);
      else this.files.push(file);
    }
    this.#missing = this.#missing.filter((name) => !this.files.some((file) => file.name === name));
    this.#show(problems);
  }

  /** @param {File[]} files @param {string[]} [missing] names of files that the program needs and that could not be carried */
  replace(files, missing = []) {
    this.files = [];
    this.#missing = missing;
    this.add(files);
  }

  get names() { return [...this.files.map(({ name }) => name), ...this.#missing]; }

  #remove(file) {
    this.files = this.files.filter((other) => other !== file);
    this.#show([]);
    $("#files").focus();
  }

  #show(problems) {
    if (this.#missing.length) problems.push(`The program was written for ${this.#missing.join(", ")}: attach ${this.#missing.length > 1 ? "them" : "it"} again before it runs.`);
    $("#attachments").replaceChildren(...this.files.map((file) => el("li", {},
      el("code", {}, file.name),
      el("small", {}, format.bytes(file.size)),
      el("button", { type: "button", className: "quiet", onclick: () => this.#remove(file), attributes: { "aria-label": `Remove ${file.name}` } }, "Remove"),
    )));
    $("#attach-problem").textContent = problems.join(" ");
    this.#changed();
  }

  /** The request's `attachments`. A file that has vanished since is an error with its name. @param {AbortSignal} stop */
  async encoded(stop) {
    const ahead = tooLarge(this.files);
    return Promise.all(this.files.map(async (file) => {
      if (ahead.has(file)) return { filename: file.name, upload_id: await upload(file, stop) };
      try {
        return { filename: file.name, content_base_64: await encodeFile(file) };
      } catch (error) {
        throw new Error(`${file.name} can no longer be read; attach it again.`, { cause: error });
      }
    }));
  }
}
