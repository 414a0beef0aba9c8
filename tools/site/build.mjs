// Bundle the editor into the page's vendor folder, with the licence texts of everything inside it.
import { readFile, readdir, mkdir, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2] ?? join(here, "../../shared/pysandbox/api/site/vendor");

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

const { metafile, outputFiles } = await build({
  entryPoints: [join(here, "editor.js")], absWorkingDir: here, bundle: true, minify: true, format: "esm",
  target: "es2022", legalComments: "none", charset: "utf8", metafile: true, write: false,
  plugins: [adoptStyleSheets],
  banner: { js: "/* CodeMirror 6 and its parts, MIT: see LICENSES.txt beside this file. Built by `make site`. */" },
});

const packages = new Set(
  Object.keys(metafile.inputs)
    .map((path) => relative("node_modules", path).match(/^((?:@[^/]+\/)?[^/]+)\//)?.[1])
    .filter((name) => name && !name.startsWith("..")),
);
const notices = [];
for (const name of [...packages].sort()) {
  const folder = join(here, "node_modules", name);
  const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} has no licence file`);
  notices.push(`${name} ${version} (${license})\n\n${(await readFile(join(folder, file), "utf8")).trim()}\n`);
}

await mkdir(target, { recursive: true });
await writeFile(join(target, "editor.js"), outputFiles[0].contents);
await writeFile(join(target, "LICENSES.txt"), notices.join(`\n${"-".repeat(80)}\n\n`));
