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

// Windows PowerShell reads a file without a byte order mark in the machine's code page, where half of a letter may be a typographic
// quote, which ends a string (about_Character_Encoding, about_Quoting_Rules). So the literal is ASCII, and the rest of it by number.
const hex = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** A PowerShell expression; a here-string where there are several lines. It is in brackets where it has to be for an argument. @param {string} text */
export function powershell(text) {
  const sound = wellFormed(text);
  const block = isBlock(sound);
  // A here-string ends at a quote and an at sign that begin a line. Of other strings a newline is no part: editors change it.
  const odd = block ? /[^\n -~]|^'(?=@)/m : /[^ -~]/;
  const escaped = odd.test(sound);
  let written = escaped ? sound.replaceAll("\\", "\\\\").replace(new RegExp(odd, "gm"), (unit) => (!block && unit === "\n" ? "\\n" : hex(unit))) : sound;
  written = block ? `@'\n${written}\n'@.Replace("\`r\`n", "\`n")` : `'${written.replaceAll("'", "''")}'`;
  if (escaped) return `([regex]::Unescape(${written}))`;
  return block ? `(${written})` : written;
}
