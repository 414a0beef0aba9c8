// A link that carries the program in the URL's fragment, which browsers never send to a server.

const PREFIX = "#run=";
const LONGEST = 64 * 1024;

const toBase64Url = (text) => {
  const binary = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
};
const fromBase64Url = (text) => {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(binary, (char) => char.charCodeAt(0)));
};

/** @param {{code: string, stdin: string, returns: string}} program */
export function linkTo({ code, stdin, returns }) {
  const carried = { code, ...(stdin && { stdin }), ...(returns && { returns }) };
  return location.href.split("#")[0] + PREFIX + toBase64Url(JSON.stringify(carried));
}

/** The program that the address carries, null when none, or an Error when it is damaged. Nothing is run by opening a link. */
export function linkedProgram(fragment = location.hash) {
  if (!fragment.startsWith(PREFIX)) return null;
  try {
    if (fragment.length > LONGEST) throw new RangeError("too long");
    const { code, stdin = "", returns = "" } = JSON.parse(fromBase64Url(fragment.slice(PREFIX.length)));
    if (![code, stdin, returns].every((part) => typeof part === "string")) throw new TypeError("not text");
    return { code, stdin, returns };
  } catch (error) {
    return new Error("The program in this link is damaged; ask for the link again.", { cause: error });
  }
}
