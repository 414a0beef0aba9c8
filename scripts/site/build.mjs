// Build what the page is sent as: one script, one style sheet, the editor by itself, the typeface, the picture for links, sample
// requests, and the licences of everything that is inside. All of it is text, so that it can be read and compared: what is not, as Base64.
import { readFile, readdir, mkdir, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import subsetFont from "subset-font";
import { card } from "./card.mjs";
import { LANGUAGES } from "./js/languages.js";
import { snippet } from "./js/snippets.js";

const here = dirname(fileURLToPath(import.meta.url));
const page = join(here, "../../shared/pysandbox/api/page");
const target = process.argv[2] ?? join(page, "static");

// style-mod puts <style> elements into a document and adopts constructed sheets only inside a shadow root. The page's
// Content-Security-Policy forbids the former; every browser that runs the page has the latter for documents too.
const adoptStyleSheets = {
  name: "adopt-style-sheets",
  setup({ onLoad }) {
    onLoad({ filter: /style-mod\.js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const condition = "!root.head && root.adoptedStyleSheets";
      if (source.split(condition).length !== 2) throw new Error("style-mod has changed: look at StyleSet again");
      return { contents: source.replace(condition, "root.adoptedStyleSheets"), loader: "js" };
    });
  },
};

const common = {
  absWorkingDir: here, bundle: true, minify: true, format: "esm", target: "es2023", legalComments: "none", charset: "utf8",
  metafile: true, write: false, plugins: [adoptStyleSheets],
};
const licences = "see LICENSES.txt beside this file. Built by `make site` from scripts/site.";
const bundles = await Promise.all([
  build({ ...common, entryPoints: ["js/main.js"], banner: { js: "/* Built by `make site` from scripts/site/js. */" } }),
  build({ ...common, entryPoints: ["js/more.js"], banner: { js: "/* Built by `make site` from scripts/site/js. */" } }),
  build({ ...common, entryPoints: ["js/editor.js"], banner: { js: `/* CodeMirror 6 and its parts, MIT: ${licences} */` } }),
  build({ ...common, entryPoints: ["css/page.css"], external: ["*.woff2"], banner: { css: "/* Built by `make site` from scripts/site/css. */" } }),
]);

const FONT = "@fontsource-variable/figtree";
const LETTERS = String.fromCodePoint(...Array.from({ length: 95 }, (_, index) => 32 + index)) + "–—‘’“”…·×→↵⌘äöüÄÖÜßé";
const font = await readFile(join(here, "node_modules", FONT, "files/figtree-latin-wght-normal.woff2"));
const face = await subsetFont(font, LETTERS, {
  targetFormat: "woff2", variationAxes: { wght: { min: 400, max: 700 } },
});

/** The samples of the reference, as the Request tab would write them for the same program. */
const text = (name) => readFile(join(page, "content", name), "utf8");
const CALLS = {
  hello: { code: await text("samples/hello.py"), stdin: "Ada\n", files: [], returns: [] },
  grey: { code: await text("examples/grey.py"), stdin: "", files: ["photo.jpg"], returns: ["grey.png"] },
};
const snippets = Object.fromEntries(Object.entries(CALLS).map(([name, call]) => [
  name, Object.fromEntries(LANGUAGES.map(({ id }) => [id, snippet(id, "https://sandbox.invalid", call)])),
]));

const packages = new Set([FONT, ...bundles.flatMap(({ metafile }) => Object.keys(metafile.inputs))
  .map((path) => relative("node_modules", path).match(/^((?:@[^/]+\/)?[^/]+)\//)?.[1])
  .filter((name) => name && !name.startsWith(".."))]);
const notices = [];
for (const name of [...packages].sort()) {
  const folder = join(here, "node_modules", name);
  const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} has no licence file`);
  notices.push(`${name} ${version} (${license})\n\n${(await readFile(join(folder, file), "utf8")).trim()}\n`);
}

const icon = await readFile(join(here, "icon.svg"));
const picture = await card(await readFile(join(page, "templates/scene.html"), "utf8"), icon.toString(), font);
const base64 = (bytes) => Buffer.from(bytes).toString("base64").replace(/.{1,120}/g, "$&\n");

const [script, more, editor, style] = bundles.map(({ outputFiles }) => outputFiles[0].contents);
const made = {
  "page.js": script,
  "more.js": more,
  "editor.js": editor,
  "page.css": style,
  "face.woff2.base64": base64(face),
  "card.png.base64": base64(picture),
  "snippets.json": `${JSON.stringify(snippets, null, 1)}\n`,
  "icon.svg": icon,
  "badge.svg": await readFile(join(here, "badge.svg")),
  "LICENSES.txt": notices.join(`\n${"-".repeat(80)}\n\n`),
};
await mkdir(target, { recursive: true });
for (const [name, content] of Object.entries(made)) await writeFile(join(target, name), content);
