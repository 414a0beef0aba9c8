// The files to send: chosen, dropped or put there by an example; checked before they are read.

import { $, el } from "./dom.js";
import * as format from "./format.js";
import * as service from "./service.js";

const SEND_WITHIN_MS = 240_000;

/** Why `file` cannot join `others`, or null. @param {File} file @param {File[]} others @param {any} limits */
function objection(file, others, limits) {
  if (others.some(({ name }) => name === file.name)) return `${file.name} is attached already.`;
  if (!limits) return null;
  if (others.length >= limits.max_attachments) {
    return `${file.name} was left out: a request takes ${format.limit("max_attachments", limits.max_attachments)}.`;
  }
  if (file.size > limits.max_attachment_bytes) {
    return `${file.name} has ${format.bytes(file.size)}; the limit is ${format.bytes(limits.max_attachment_bytes)}.`;
  }
  if (format.utf8Length(file.name) > limits.max_file_name_bytes) {
    return `${file.name.slice(0, 40)}…: the name is longer than ${limits.max_file_name_bytes} bytes.`;
  }
  return null;
}

/** @param {File} file @returns {Promise<string>} its bytes in Base64 */
function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

/** The service did not give leave to send a file; `answer` says why. */
export class UploadRefused extends Error {
  constructor(name, answer) {
    super(`${name} could not be sent.`);
    this.answer = answer;
  }
}

/** Which of `files` go ahead of the request: the largest, until the others fit into it. @param {File[]} files @param {any} known */
function tooLarge(files, known) {
  const ahead = new Set();
  const most = known?.limits?.max_inline_attachment_bytes;
  if (!known?.uploads || most === undefined) return ahead;
  let inline = files.reduce((sum, { size }) => sum + size, 0);
  for (const file of [...files].sort((a, b) => b.size - a.size)) {
    if (inline <= most) break;
    ahead.add(file);
    inline -= file.size;
  }
  return ahead;
}

/** @param {File} file @returns {Promise<string>} the upload that it became */
async function upload(file) {
  const signal = AbortSignal.timeout(SEND_WITHIN_MS);
  const answer = await service.askUpload(file, signal);
  if (answer.status !== 200) throw new UploadRefused(file.name, answer);
  if (!await service.sendFile(answer.body, file, signal)) throw new Error(`${file.name} could not be sent; run again to send it once more.`);
  return answer.body.upload_id;
}

export class Attachments {
  #files = [];
  #limits = () => null;

  /** @param {() => any} limits what is known of the limits now, or null */
  constructor(limits) {
    this.#limits = limits;
    const input = $("#files");
    const drop = $("#drop");
    input.addEventListener("change", () => { this.add(input.files); input.value = ""; });
    for (const type of ["dragenter", "dragover"]) {
      drop.addEventListener(type, (event) => { event.preventDefault(); drop.classList.add("over"); });
    }
    drop.addEventListener("dragleave", (event) => { if (!drop.contains(event.relatedTarget)) drop.classList.remove("over"); });
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      drop.classList.remove("over");
      this.add(event.dataTransfer.files);
    });
    // A file that misses the drop zone must not replace the page.
    for (const type of ["dragover", "drop"]) addEventListener(type, (event) => event.preventDefault());
  }

  /** @param {Iterable<File>} files */
  add(files) {
    const problems = [];
    for (const file of files) {
      const problem = objection(file, this.#files, this.#limits());
      if (problem) problems.push(problem);
      else this.#files.push(file);
    }
    this.#show(problems);
  }

  /** @param {File[]} files */
  replace(files) {
    this.#files = [];
    this.add(files);
  }

  #remove(file) {
    this.#files = this.#files.filter((other) => other !== file);
    this.#show([]);
    $("#files").focus();
  }

  #show(problems) {
    $("#attachments").replaceChildren(...this.#files.map((file) => el("li", {},
      el("code", {}, file.name),
      el("small", {}, format.bytes(file.size)),
      el("button", { type: "button", className: "quiet", onclick: () => this.#remove(file), attributes: { "aria-label": `Remove ${file.name}` } }, "Remove"),
    )));
    $("#attach-problem").textContent = problems.join(" ");
  }

  /** The request's `attachments`. A file that has vanished since is an error with its name. @param {any} known of the service */
  async encoded(known) {
    const ahead = tooLarge(this.#files, known);
    return Promise.all(this.#files.map(async (file) => {
      if (ahead.has(file)) return { filename: file.name, upload_id: await upload(file) };
      try {
        return { filename: file.name, content_base_64: await base64(file) };
      } catch (error) {
        throw new Error(`${file.name} can no longer be read; attach it again.`, { cause: error });
      }
    }));
  }
}
