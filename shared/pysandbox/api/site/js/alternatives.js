// For an import that is not on the list: the nearest thing that is.

// [what people import, what may help instead (only those on the list are shown), how].
const HINTS = [
  ["os pathlib glob shutil tempfile os.path io", [], "Attachments lie in the current folder: `open(\"name\")` reads and writes there. There is no need for paths."],
  ["sys", [], "`input()` reads standard input, `print()` writes, and `raise SystemExit(2)` sets the exit code."],
  ["argparse optparse getopt click typer fire", ["json"], "There is no command line here. Pass what varies on standard input and read it with `input()`."],
  ["requests urllib urllib3 httpx aiohttp http socket ssl ftplib smtplib websockets bs4", [], "Programs have no network. Fetch the data first and attach it as a file."],
  ["subprocess multiprocessing threading concurrent asyncio signal sched queue", ["itertools", "numpy"], "One program, one process: `numpy` makes loops over numbers fast without threads."],
  ["pandas polars xarray pyarrow dask", ["numpy", "statistics", "collections"], "`numpy` holds and computes columns; `collections.Counter` and `defaultdict` group them."],
  ["scipy sklearn statsmodels sympy torch tensorflow jax numba", ["numpy", "statistics", "fractions"], "`numpy.linalg`, `numpy.fft` and `numpy.polynomial` cover a good part."],
  ["matplotlib seaborn plotly bokeh altair pylab", ["PIL", "reportlab"], "`reportlab.graphics` draws charts into a PDF, `PIL.ImageDraw` draws lines and text on a picture."],
  ["cv2 skimage imageio wand pygame tkinter turtle", ["PIL", "numpy"], "`PIL` opens, filters and saves pictures; `numpy.asarray(image)` gives the pixels."],
  ["pypdf PyPDF2 pdfplumber weasyprint docx openpyxl xlsxwriter", ["reportlab", "fpdf"], "`fpdf` and `reportlab` write PDFs. They do not read them."],
  ["csv configparser tomllib yaml toml xml html lxml", ["json", "re"], "`line.split(\",\")` does for plain CSV; `json` for structured data."],
  ["pickle marshal shelve dbm sqlite3 copyreg", ["json"], "Nothing is kept between runs. `json` turns values into text and back."],
  ["logging warnings traceback pdb inspect", ["pprint"], "`print()` and `pprint.pp()` show values; an uncaught exception prints its traceback."],
  ["abc contextlib types weakref", ["typing", "dataclasses", "functools"], "`typing.Protocol` describes an interface; a class with `__enter__` and `__exit__` works in `with`."],
  ["cmath", ["math", "numpy"], "`numpy` functions take complex numbers."],
  ["hmac crypt cryptography nacl ssl zlib gzip bz2 lzma zipfile tarfile binascii", ["hashlib", "base64"], "`hashlib` digests (with a key: `blake2b`), `base64` encodes and `bytes.hex()` prints."],
  ["struct ctypes cffi mmap", ["array", "numpy"], "`int.from_bytes`, `array` and `numpy.frombuffer` read binary data."],
  ["zoneinfo pytz dateutil arrow", ["datetime"], "`datetime.timezone` has fixed offsets from UTC."],
  ["timeit cProfile profile resource psutil", ["time"], "`time.perf_counter()` measures; each answer also reports duration and memory."],
  ["difflib locale gettext codecs", ["string", "re", "textwrap", "unicodedata"], ""],
  ["importlib builtins gc pkgutil runpy code imp", [], "Reaching into the interpreter is what the sandbox is there to prevent."],
  ["Pillow pillow Image", ["PIL"], "Pillow’s module is named `PIL`: `from PIL import Image`."],
  ["fpdf2", ["fpdf"], "The library fpdf2 is imported as `fpdf`."],
  ["np", ["numpy"], "`import numpy as np`."],
];

/** Edits (insert, delete, replace, swap of neighbours) between two short words. */
function distance(a, b) {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => [i, ...Array(b.length).fill(0)]);
  for (let j = 0; j <= b.length; j += 1) rows[0][j] = j;
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
      }
    }
  }
  return rows[a.length][b.length];
}

function nearestName(root, allowed) {
  const word = root.toLowerCase();
  const [best] = allowed
    .map((name) => ({ name, edits: distance(word, name.toLowerCase()) }))
    .sort((one, other) => one.edits - other.edits);
  return best && best.edits <= Math.min(2, Math.floor(word.length / 3)) ? best.name : null;
}

/**
 * What to use instead of `module`.
 * @param {string} module as it was imported
 * @param {{categories: {modules: string[]}[], denied_submodules: {module: string, reason: string}[]} | null} imports
 * @returns {string} a sentence or two, code between backticks
 */
export function alternative(module, imports) {
  const allowed = imports ? imports.categories.flatMap(({ modules }) => modules) : [];
  const denied = imports?.denied_submodules.find((row) => module === row.module || module.startsWith(`${row.module}.`));
  if (denied) return `The rest of \`${module.split(".")[0]}\` is allowed; this part is closed: ${denied.reason}`;
  const root = module.split(".")[0];
  const row = HINTS.find(([names]) => names.split(" ").some((name) => name === module || name === root));
  if (row) {
    const [, candidates, how] = row;
    const usable = imports ? candidates.filter((name) => allowed.includes(name)) : candidates;
    const near = usable.length ? `Nearest on the list: ${usable.map((name) => `\`${name}\``).join(", ")}. ` : "";
    return near + how;
  }
  const near = nearestName(root, allowed);
  return near ? `Did you mean \`${near}\`?` : "Nothing on the list comes near it.";
}
