// Base64, and files in a .zip.

/** @param {string} base64 @returns {Uint8Array} */
export function decode(base64) {
  const text = atob(base64);
  const content = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) content[index] = text.charCodeAt(index);
  return content;
}

const PIECE = 0x8000;

/** @param {Uint8Array} content @returns {string} */
export function encode(content) {
  const pieces = [];
  for (let from = 0; from < content.length; from += PIECE) pieces.push(String.fromCharCode(...content.subarray(from, from + PIECE)));
  return btoa(pieces.join(""));
}

/** @param {Blob} file @returns {Promise<string>} its bytes in Base64 */
export const encodeFile = async (file) => encode(new Uint8Array(await file.arrayBuffer()));

let table = null;

/** CRC-32 as ZIP has it (ISO 3309). @param {Uint8Array} content */
export function crc32(content) {
  table ??= Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    return value;
  });
  let crc = 0xffffffff;
  for (const byte of content) crc = table[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

function header(size, ...fields) {
  const view = new DataView(new ArrayBuffer(size));
  let at = 0;
  for (const [width, value] of fields) {
    if (width === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += width;
  }
  return new Uint8Array(view.buffer);
}

const UTF8_NAMES = 0x0800;
const VERSION = 20;
const FIRST_DAY = 0x21; // 1 January 1980, the first day that the format knows

/** Files, not compressed, as one archive (PKWARE APPNOTE 6.3, sections 4.3.7 to 4.3.16). @param {[string, Uint8Array][]} files */
export function zip(files) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const [path, content] of files) {
    const name = new TextEncoder().encode(path);
    const common = [[2, UTF8_NAMES], [2, 0], [2, 0], [2, FIRST_DAY], [4, crc32(content)], [4, content.length], [4, content.length], [2, name.length], [2, 0]];
    parts.push(header(30, [4, 0x04034b50], [2, VERSION], ...common), name, content);
    directory.push(header(46, [4, 0x02014b50], [2, VERSION], [2, VERSION], ...common, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]), name);
    offset += 30 + name.length + content.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const end = header(22, [4, 0x06054b50], [2, 0], [2, 0], [2, files.length], [2, files.length], [4, size], [4, offset], [2, 0]);
  return new Blob([...parts, ...directory, end], { type: "application/zip" });
}
