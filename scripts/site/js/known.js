// What the server wrote into the page about itself: limits, imports, examples, texts. Nothing has to be asked for.

export const known = JSON.parse(document.getElementById("service").textContent);

/** The address that served this page, without a trailing slash: also right behind a path prefix. */
export const BASE = new URL(".", location.href).href.replace(/\/$/, "");

/** In every sample the server wrote the address that it was called by; behind a proxy the browser knows better. */
export function showBase() {
  const written = document.querySelector('link[rel="canonical"]')?.href.replace(/\/$/, "");
  if (!written || written === BASE) return;
  for (const code of document.querySelectorAll("pre code")) {
    if (code.textContent.includes(written)) code.textContent = code.textContent.replaceAll(written, BASE);
  }
}
