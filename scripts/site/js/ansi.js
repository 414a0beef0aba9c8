// Terminal colours in output: SGR sequences (ECMA-48 section 8.3.117) become classes; other sequences are left out.

import { el } from "./dom.js";

const NAMES = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
// CSI … letter, OSC … BEL or ST, and two-character sequences.
// eslint-disable-next-line no-control-regex
const SEQUENCE = /\u001b(?:\[([0-?]*)[ -/]*([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;

function applied(state, parameters) {
  const codes = parameters === "" ? [0] : parameters.split(/[;:]/).map(Number);
  let next = { ...state };
  for (let index = 0; index < codes.length; index += 1) {
    const code = codes[index];
    if (code === 0) next = {};
    else if (code === 1) next.bold = true;
    else if (code === 2) next.dim = true;
    else if (code === 3) next.italic = true;
    else if (code === 4) next.underline = true;
    else if (code === 22) { delete next.bold; delete next.dim; }
    else if (code === 23) delete next.italic;
    else if (code === 24) delete next.underline;
    else if (code >= 30 && code <= 37) next.colour = NAMES[code - 30];
    else if (code >= 90 && code <= 97) next.colour = NAMES[code - 90];
    else if (code === 39) delete next.colour;
    else if (code >= 40 && code <= 47) next.ground = NAMES[code - 40];
    else if (code >= 100 && code <= 107) next.ground = NAMES[code - 100];
    else if (code === 49) delete next.ground;
    else if (code === 38 || code === 48) {
      const basic = codes[index + 1] === 5 && codes[index + 2] < 16 ? NAMES[codes[index + 2] % 8] : null;
      if (basic) next[code === 38 ? "colour" : "ground"] = basic;
      index += codes[index + 1] === 5 ? 2 : 4;
    }
  }
  return next;
}

const classes = (state) => [
  state.bold && "a-bold", state.dim && "a-dim", state.italic && "a-italic", state.underline && "a-underline",
  state.colour && `a-${state.colour}`, state.ground && `b-${state.ground}`,
].filter(Boolean).join(" ");

/** @param {string} text @returns {(Node | string)[]} */
export function ansi(text) {
  if (!text.includes("\u001b")) return [text];
  const nodes = [];
  let state = {};
  let end = 0;
  const put = (part) => { if (part) nodes.push(classes(state) ? el("span", { className: classes(state) }, part) : part); };
  for (const match of text.matchAll(SEQUENCE)) {
    put(text.slice(end, match.index));
    end = match.index + match[0].length;
    if (match[2] === "m") state = applied(state, match[1]);
  }
  put(text.slice(end));
  return nodes;
}

/** The same without any colours. @param {string} text */
export const plain = (text) => text.replace(SEQUENCE, "");
