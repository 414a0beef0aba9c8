// The result's pane: four tabs over what the last run brought.

import { $, $$, announce, el } from "../dom.js";
import * as format from "../format.js";
import { wireTabs } from "../tabs.js";
import { fileList, release } from "./files.js";
import { output, problem } from "./output.js";
import { raw } from "./raw.js";
import { RequestTab } from "./request.js";

const panel = (name) => $(`#panel-${name}`);

export class ResultPane {
  /** Lines that the last answer is about. @type {{line: number, message: string}[]} */
  marks = [];
  #goTo;
  #retry = null;
  #later = {};
  #request;
  #choose;
  #scene = $("#blank").querySelector("svg");

  /** @param {{call: () => import("../snippets.js").Call, goTo: (line: number) => void}} ways */
  constructor({ call, goTo }) {
    this.#goTo = goTo;
    this.#choose = wireTabs($('#result [role="tablist"]'), (tab) => this.#showPanel(tab.id.replace("tab-", "")));
    this.#request = new RequestTab(panel("request"), call);
    this.#empty();
  }

  #showPanel(name) {
    for (const other of $$('#result [role="tabpanel"]')) other.hidden = other.id !== `panel-${name}`;
    this.#request.show();
    // Made when first looked at: a large answer is decoded and coloured for those who want to see it.
    if (this.#later[name]) this.#later[name]();
    delete this.#later[name];
  }

  #empty() {
    this.#later = {};
    panel("files").replaceChildren(el("p", { className: "note" }, "Files that a run returns are listed here. Name them under “Files to return”."));
    panel("json").replaceChildren(el("p", { className: "note" }, "The answer as it comes over HTTP: status, headers, time, body."));
  }

  requestChanged() { this.#request.show(); }

  /** A run is under way: what was there before is gone. @param {() => void} stop */
  running(stop) {
    release();
    this.marks = [];
    this.#empty();
    $("#files-count").hidden = true;
    this.#waiting = el("p", {}, "Running…");
    panel("output").replaceChildren(el("div", { className: "blank working" }, this.#scene, this.#waiting,
      el("button", { type: "button", className: "quiet", onclick: stop }, "Stop")));
    if (panel("output").hidden && panel("request").hidden === false) this.#choose($("#tab-output"));
    announce("Running");
  }

  #waiting = null;

  /** @param {string} text */
  waiting(text) {
    this.#waiting.textContent = text;
    announce(text);
  }

  /** @param {import("../service.js").Answer} answer @returns {{title: string}} */
  answer(answer, { offer }) {
    release();
    const shown = output(answer, { goTo: this.#goTo, offer });
    this.marks = shown.marks;
    this.#retry = shown.retry;
    panel("output").replaceChildren(...shown.nodes.filter(Boolean));
    const files = answer.body?.execution_details?.output_files ?? {};
    const count = Object.keys(files).length;
    const here = Object.values(files).filter(({ error }) => error === undefined).length;
    $("#files-count").hidden = here === 0;
    $("#files-count").textContent = String(here);
    this.#later = {
      files: count > 0 && (() => panel("files").replaceChildren(...fileList(files).filter(Boolean))),
      json: () => panel("json").replaceChildren(...raw(answer)),
    };
    const open = $('#result [role="tab"][aria-selected="true"]').id.replace("tab-", "");
    this.#showPanel(open);
    announce(shown.summary);
    return shown;
  }

  /** Count down to when a run is possible again, where the answer said that one must wait. @param {import("../quota.js").Quota} quota */
  retry(quota, answer) {
    const line = this.#retry;
    if (!line) return;
    const until = performance.now() + answer.retryAfter * 1000;
    const daily = answer.retryAfter > 120;
    quota.watch((wait) => {
      const left = Math.max(wait, answer.status === 429 ? wait : (until - performance.now()) / 1000);
      line.textContent = left > 0 ? `You can run again ${daily ? `at ${format.clock(left)}, ` : ""}in ${format.wait(left)}.` : "You can run again now.";
    });
  }

  /** A problem that never left this page. */
  problem(title, text) {
    release();
    this.marks = [];
    this.#choose($("#tab-output"));
    panel("output").replaceChildren(problem(title, text));
    announce(`${title}. ${text}`);
  }
}
