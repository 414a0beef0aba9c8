// Colours for short samples in six languages. Words by regular expressions: good enough to read by, and small.

import { $$, el } from "./dom.js";

const STRINGS = String.raw`"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'`;
const NUMBER = String.raw`\b\d[\d_]*(?:\.\d+)?\b`;
const words = (text) => `\\b(?:${text.trim().replace(/\s+/g, "|")})\\b`;

const JS_WORDS = words("async await break case catch class const continue default else export false finally for from function if import in let new null of return switch throw true try typeof undefined while");

const RULES = {
  python: [
    ["comment", "#.*"], ["string", String.raw`[rbfRBF]{0,2}"""[\s\S]*?(?:"""|$)|[rbfRBF]{0,2}(?:${STRINGS})`],
    ["keyword", words("and as assert async await break class continue def del elif else except False finally for from global if import in is lambda None nonlocal not or pass raise return True try while with yield")],
    ["number", NUMBER], ["function", String.raw`\b[A-Za-z_]\w*(?=\()`],
  ],
  javascript: [
    ["comment", String.raw`\/\/.*|\/\*[\s\S]*?\*\/`], ["string", `${STRINGS}|${String.raw`\`(?:\\[\s\S]|[^\`\\])*\``}`],
    ["keyword", JS_WORDS], ["number", NUMBER], ["function", String.raw`\b[A-Za-z_$][\w$]*(?=\()`],
  ],
  go: [
    ["comment", String.raw`\/\/.*`], ["string", `${STRINGS}|\`[^\`]*\``],
    ["keyword", words("any break case const continue defer else false for func go if import interface map nil package range return string struct switch true type var bool byte")],
    ["number", NUMBER], ["function", String.raw`\b[A-Za-z_]\w*(?=\()`],
  ],
  powershell: [
    ["comment", "#.*"], ["string", String.raw`@'\n[\s\S]*?\n'@|'(?:''|[^'])*'|"(?:\`.|[^"\`])*"`],
    ["keyword", words("catch else foreach function if in not throw try")], ["number", String.raw`\$[A-Za-z_]\w*`],
    ["function", String.raw`\b[A-Z][a-z]+-[A-Z]\w+`],
  ],
  bash: [
    ["comment", String.raw`(?<=^|\s)#.*`], ["string", String.raw`'[^']*'|"(?:\\[\s\S]|[^"\\])*"`],
    ["keyword", words("do done elif else fi for if local return set then trap while exit")],
    ["function", String.raw`(?<=^|[|(]\s?|\s)(?:curl|jq|base64|cat|printf|echo|mktemp|rm|tr|wc|basename)(?=\s)`],
  ],
  json: [
    ["function", String.raw`"(?:\\.|[^"\\])*"(?=\s*:)`], ["string", STRINGS], ["keyword", words("true false null")],
    ["number", String.raw`-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?`],
  ],
  http: [["function", "^[A-Za-z-]+(?=:)"], ["string", STRINGS], ["number", NUMBER]],
};
RULES.curl = RULES.bash;

const LONGEST = 60_000;
const compiled = new Map();

function pattern(language) {
  if (!compiled.has(language)) {
    compiled.set(language, new RegExp(RULES[language].map(([name, source]) => `(?<${name}>${source})`).join("|"), "gm"));
  }
  return compiled.get(language);
}

/** @param {string} text @param {string} language @returns {(Node | string)[]} */
export function highlighted(text, language) {
  if (!RULES[language] || text.length > LONGEST) return [text];
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(pattern(language))) {
    if (!match[0]) continue;
    const kind = Object.keys(match.groups).find((name) => match.groups[name] !== undefined);
    nodes.push(text.slice(end, match.index), el("span", { className: `tok-${kind}` }, match[0]));
    end = match.index + match[0].length;
  }
  nodes.push(text.slice(end));
  return nodes.filter((node) => node !== "");
}

const AHEAD = "800px 0px";

/** Colour every sample that the server wrote, as it comes near. */
export function highlightAll() {
  const watch = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      watch.unobserve(target);
      target.replaceChildren(...highlighted(target.textContent, target.dataset.code));
    }
  }, { rootMargin: AHEAD });
  for (const code of $$("code[data-code]")) watch.observe(code);
}
