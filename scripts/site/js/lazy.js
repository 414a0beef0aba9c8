// What few need and nobody needs at first, in a file of its own: search, history, sharing, requests in other languages.

/** @returns {Promise<typeof import("./more.js")>} */
export const more = () => import(new URL("more.js", import.meta.url).href);
