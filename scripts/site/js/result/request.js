// The call that the page makes, as a program in five languages: always for what is in the editor now.

import { copyWith } from "../copy.js";
import { $, el } from "../dom.js";
import { highlighted } from "../highlight.js";
import { BASE } from "../known.js";
import { LANGUAGES } from "../languages.js";
import { more } from "../lazy.js";
import { chooseLanguage, chosenLanguage, followLanguage, markLanguage, wireTabs } from "../tabs.js";

export class RequestTab {
  #call;
  #code = el("code");
  #note = el("p", { className: "note" });

  /** @param {HTMLElement} panel @param {() => import("../snippets.js").Call} call what would be sent now */
  constructor(panel, call) {
    this.#call = call;
    const list = el("div", { className: "languages", attributes: { role: "tablist", "aria-label": "Language of the request" } },
      ...LANGUAGES.map(({ id, title }) => el("button", { type: "button", attributes: { role: "tab", "data-language": id } }, title)));
    const pre = el("pre", { attributes: { "aria-label": "Request" } }, this.#code);
    const copy = el("button", { type: "button", className: "copy", attributes: { "aria-label": "Copy the request" }, onclick: () => copyWith(copy, this.#code.textContent, this.#code) }, "Copy");
    panel.append(el("div", { className: "part-head" }, list, copy), pre, this.#note);
    wireTabs(list, (tab) => chooseLanguage(tab.dataset.language));
    followLanguage((id) => { markLanguage(list, id); this.show(); });
  }

  /** Write it again, if it can be seen. */
  async show() {
    if ($("#panel-request").hidden) return;
    const { snippet } = await more();
    const call = this.#call();
    const language = chosenLanguage();
    const { file } = LANGUAGES.find(({ id }) => id === language) ?? LANGUAGES[0];
    this.#code.replaceChildren(...highlighted(snippet(language, BASE, call), language));
    this.#note.textContent = [
      call.files.length > 0 && `Reads ${call.files.join(" and ")} from the current folder`,
      call.returns.length > 0 && `${call.files.length > 0 ? "saves" : "Saves"} what comes back there`,
    ].filter(Boolean).join(" and ") + (call.files.length + call.returns.length > 0 ? `. As a file: ${file}.` : "");
  }
}
