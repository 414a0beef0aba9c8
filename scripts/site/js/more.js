// `make site` bundles this file by itself; lazy.js loads it.
export { showHistory } from "./history.js";
export { showSearch } from "./search.js";
export { showShare } from "./share.js";
export { snippet } from "./snippets.js";
export { showSheet } from "./sheet.js";
