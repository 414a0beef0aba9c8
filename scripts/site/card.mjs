// The picture that other sites show beside a link to the page (OpenGraph): what the first program paints, and the headline.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { Resvg, initWasm } from "@resvg/resvg-wasm";
import subsetFont from "subset-font";

export const [WIDTH, HEIGHT] = [1200, 630];
const INK = "#1f1c2e";
const LINES = ["Run Python over", "one HTTP call"];
const BELOW = "No key, no account, nothing kept.";
const NAME = "Python Sandbox API";

const svg = (dunes, mark) => `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" font-family="Figtree" fill="${INK}">
<linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop stop-color="#c9cdf0"/><stop offset="1" stop-color="#fbe3d2"/></linearGradient>
<rect width="${WIDTH}" height="${HEIGHT}" fill="url(#sky)"/>
<svg y="0" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 320 168">${dunes}</svg>
<svg x="72" y="64" width="64" height="64" viewBox="0 0 32 32">${mark}</svg>
<text x="156" y="109" font-size="36">${NAME}</text>
<text x="70" y="232" font-size="88" letter-spacing="-2">${LINES[0]}</text>
<text x="70" y="328" font-size="88" letter-spacing="-2">${LINES[1]}</text>
<text x="72" y="392" font-size="32" fill="#4b4660">${BELOW}</text>
</svg>`;

/** @param {string} scene the template of the drawn scene  @param {string} icon  @param {Buffer} font  @returns {Promise<Uint8Array>} a PNG */
export async function card(scene, icon, font) {
  const colours = { "scene-sun": "#fff4dc", d1: "#f4c3a4", d2: "#e3a58d", d3: "#b98592", d4: "#7d6590" };
  const dunes = scene.replace(/^.*?<svg[^>]*>|<\/svg>\s*$/gs, "")
    .replace(/class="(?:dune )?([a-z0-9-]+)"/g, (_, name) => (colours[name] ? `fill="${colours[name]}"` : ""))
    .replace(/ d="M0 (\d+)/g, (_, y) => ` d="M0 ${Number(y) + 22}`)
    .replace(/cx="206" cy="72"/, 'cx="262" cy="62"');
  const mark = icon.replace(/^.*?<svg[^>]*>|<\/svg>\s*$/gs, "");
  const face = await subsetFont(font, [...LINES, BELOW, NAME].join(""), { targetFormat: "sfnt", variationAxes: { wght: 650 } });
  await initWasm(await readFile(createRequire(import.meta.url).resolve("@resvg/resvg-wasm/index_bg.wasm")));
  return new Resvg(svg(dunes, mark), { font: { fontBuffers: [face], defaultFontFamily: "Figtree" } }).render().asPng();
}
