// Programs to start from. Each one works as it is: what it needs comes with it.

const HELLO = `name = "sandbox"
print(f"Hello from the {name}!")
`;

const GREY = `from PIL import Image, ImageOps

with Image.open("photo.jpg") as photo:
    grey = ImageOps.grayscale(photo)
    print(f"{photo.format}, {photo.width} x {photo.height} pixels")

grey.save("grey.png")
`;

const INVOICE = `from datetime import date
from decimal import Decimal

from fpdf import FPDF

items = [
    ("Design of the front page", 12, Decimal("85.00")),
    ("Illustrations", 3, Decimal("140.00")),
    ("Proofreading", 5, Decimal("48.50")),
]

pdf = FPDF()
pdf.add_page()
pdf.set_font("Helvetica", "B", 24)
pdf.cell(0, 14, "Invoice 2041")
pdf.ln()
pdf.set_font("Helvetica", size=11)
pdf.cell(0, 8, f"Issued {date.today():%d %B %Y}")
pdf.ln(16)

total = Decimal(0)
align = ("LEFT", "RIGHT", "RIGHT", "RIGHT")
with pdf.table(col_widths=(6, 2, 3, 3), text_align=align) as table:
    table.row(("Item", "Hours", "Rate", "Amount"))
    for name, hours, rate in items:
        amount = hours * rate
        total += amount
        table.row((name, str(hours), f"{rate:,.2f}", f"{amount:,.2f}"))

pdf.ln(4)
pdf.set_font("Helvetica", "B", 12)
pdf.cell(0, 8, f"Total  EUR {total:,.2f}", align="R")
pdf.output("invoice.pdf")
print(f"invoice.pdf: {total:,.2f} EUR")
`;

const STATISTICS = `import numpy as np

rng = np.random.default_rng(7)
hours = rng.gamma(shape=2.0, scale=1.5, size=10_000)

print(f"mean    {hours.mean():6.2f}")
print(f"median  {np.median(hours):6.2f}")
print(f"std     {hours.std(ddof=1):6.2f}")

counts, edges = np.histogram(hours, bins=12, range=(0, 12))
for count, left in zip(counts, edges):
    bar = "#" * int(40 * count / counts.max())
    print(f"{left:4.0f} h  {bar}")
`;

const STDIN = `from collections import Counter

words = Counter()
while True:
    try:
        line = input()
    except EOFError:
        break
    words.update(line.lower().replace(",", "").split())

for word, count in words.most_common(5):
    print(f"{count:3} {word}")
`;

const POEM = `The wind was on the water, the wind was on the hill,
the boats lay by the harbour wall and all the boats lay still.
`;

/** A small picture to try things on: hills under an evening sky, drawn here, sent as a JPEG. @returns {Promise<File>} */
function samplePhoto() {
  const canvas = Object.assign(document.createElement("canvas"), { width: 480, height: 320 });
  const context = canvas.getContext("2d");
  const sky = context.createLinearGradient(0, 0, 0, 320);
  for (const [stop, colour] of [[0, "#2b4a8b"], [0.55, "#f08a5d"], [1, "#ffd98a"]]) sky.addColorStop(stop, colour);
  context.fillStyle = sky;
  context.fillRect(0, 0, 480, 320);
  context.fillStyle = "#fff3c4";
  context.beginPath();
  context.arc(330, 170, 34, 0, Math.PI * 2);
  context.fill();
  for (const [height, swing, colour] of [[210, 26, "#4a6b52"], [245, 20, "#2f5741"], [280, 14, "#16392b"]]) {
    context.fillStyle = colour;
    context.beginPath();
    context.moveTo(0, 320);
    for (let x = 0; x <= 480; x += 4) context.lineTo(x, height + swing * Math.sin(x / 70 + height));
    context.lineTo(480, 320);
    context.fill();
  }
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(new File([blob], "photo.jpg", { type: "image/jpeg" })) : reject(new Error("no canvas"))), "image/jpeg", 0.9);
  });
}

const none = async () => [];

export const EXAMPLES = [
  { id: "hello", title: "Hello", code: HELLO, stdin: "", returns: "", files: none },
  { id: "grey", title: "A picture turned grey", code: GREY, stdin: "", returns: "grey.png", files: async () => [await samplePhoto()] },
  { id: "invoice", title: "An invoice as a PDF", code: INVOICE, stdin: "", returns: "invoice.pdf", files: none },
  { id: "statistics", title: "Statistics with numpy", code: STATISTICS, stdin: "", returns: "", files: none },
  { id: "stdin", title: "Reading standard input", code: STDIN, stdin: POEM, returns: "", files: none },
];
