// Text as a literal of five languages. Each must give back exactly what went in, whatever is in it.

/** Well-formed text: a lone half of a surrogate pair cannot be written in UTF-8. */
const wellFormed = (text) => text.toWellFormed();

const escapeControls = (text, escape) =>
  // eslint-disable-next-line no-control-regex
  text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff]/g, (char) => escape(char.codePointAt(0).toString(16).padStart(4, "0")));

/** Whether it is better read over several lines: a line ends before the end. */
const isBlock = (text) => text.slice(0, -1).includes("\n");

/** JSON in which no apostrophe is left: safe between a shell's single quotes, and inside a quoted heredoc. */
export const shellJson = (value) => JSON.stringify(wellFormedDeep(value), null, 2).replaceAll("'", "\\u0027");

function wellFormedDeep(value) {
  if (typeof value === "string") return wellFormed(value);
  if (Array.isArray(value)) return value.map(wellFormedDeep);
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, wellFormedDeep(item)]));
  return value;
}

/** A word of a POSIX shell. @param {string} text */
export const shell = (text) => `'${wellFormed(text).replaceAll("'", "'\\''")}'`;

/** A Python string literal; a triple-quoted one where there are several lines. @param {string} text */
export function python(text) {
  const escaped = escapeControls(wellFormed(text).replaceAll("\\", "\\\\"), (code) => `\\u${code}`);
  if (!isBlock(text)) return `"${escaped.replaceAll('"', '\\"').replaceAll("\t", "\\t").replaceAll("\n", "\\n")}"`;
  const body = escaped.replaceAll('"""', '\\"\\"\\"').replace(/"$/, '\\"');
  return `"""\\\n${body}"""`;
}

/** A JavaScript literal; a template where there are several lines. @param {string} text */
export function javascript(text) {
  if (!isBlock(text)) return JSON.stringify(wellFormed(text));
  const escaped = escapeControls(wellFormed(text).replace(/[\\`]|\$(?=\{)/g, "\\$&"), (code) => `\\u${code}`);
  return `\`${escaped}\``;
}

/** A Go string literal; a raw one where there are several lines and nothing that it cannot hold. @param {string} text */
export function go(text) {
  const sound = wellFormed(text);
  // A raw literal holds anything but a backquote; the compiler drops \r from it and refuses a byte order mark.
  // eslint-disable-next-line no-control-regex
  if (isBlock(sound) && !/[`\u0000-\u0008\u000b-\u001f\u007f\ufeff]/.test(sound)) return `\`${sound}\``;
  const quoted = (line) => escapeControls(JSON.stringify(line), (code) => `\\u${code}`);
  return sound.split(/(?<=\n)/).map(quoted).join(" +\n\t\t") || '""';
}

// PowerShell takes these for a single quote as well (language specification, section 2.3.5.2).
const QUOTES = /['\u2018\u2019\u201a\u201b]/g;

/** A PowerShell literal; a here-string where there are several lines. @param {string} text */
export function powershell(text) {
  const sound = wellFormed(text);
  // What no literal can hold as it is (a lone carriage return, other controls) is added by number.
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff]/.test(sound)) {
    const parts = sound.split(/([\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff])/).filter(Boolean);
    const coded = parts.map((part) => (/^[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff]$/.test(part) ? `[char]${part.charCodeAt(0)}` : quotedPowershell(part)));
    return `(-join @(${coded.join(", ")}))`;
  }
  // A here-string ends at a quote and an at sign that begin a line.
  if (isBlock(sound) && !/^['\u2018\u2019\u201a\u201b]@/m.test(sound)) return `@'\n${sound}\n'@`;
  return quotedPowershell(sound);
}

const quotedPowershell = (text) => `'${text.replace(QUOTES, "$&$&")}'`;
