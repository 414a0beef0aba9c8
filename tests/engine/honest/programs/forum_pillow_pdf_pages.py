from hashlib import sha256
from time import gmtime

from PIL import Image, ImageDraw, PdfImagePlugin, PdfParser

pages = []
for number, mode in enumerate(("RGB", "L", "1", "P", "CMYK", "LA")):
    page = Image.new("RGB", (200, 280), "white")
    draw = ImageDraw.Draw(page)
    draw.rectangle((20, 20, 180, 260), outline="black", width=3)
    draw.text((100, 140), f"{number + 1}: {mode}", fill="navy", anchor="mm", font_size=28)
    pages.append(page.convert(mode))
when = gmtime(0)
pages[0].save(
    "book.pdf",
    save_all=True,
    append_images=pages[1:5],
    title="Ünï ©",
    author="Ada (me)",
    subject="pages",
    creator="me",
    producer="Pillow",
    creationDate=when,
    modDate=when,
    resolution=72,
)
data = open("book.pdf", "rb").read()
print(data[:8], len(data), sha256(data).hexdigest())
with PdfParser.PdfParser("book.pdf") as parser:
    print(len(parser.pages), parser.info.Title, parser.info.Author, parser.info.CreationDate)
    print(sorted(key.name for key in parser.root), parser.page_tree_root[b"Count"])
    for reference in parser.pages:
        page = parser.read_indirect(reference)
        print(page[b"MediaBox"], list(page[b"Resources"][b"XObject"]))
pages[2].save("book.pdf", append=True, creationDate=when, modDate=when)
with PdfParser.PdfParser("book.pdf") as parser:
    print("appended", len(parser.pages))
print(sha256(open("book.pdf", "rb").read()).hexdigest())
print(PdfParser.pdf_repr({"a": [1, 2.5, b"(x)", True, None], "b": "é"}), PdfParser.encode_text("é"))
pages[0].save("small.pdf", "PDF", resolution=150.0, quality=50, creationDate=when, modDate=when)
print(sha256(open("small.pdf", "rb").read()).hexdigest())
try:
    pages[0].convert("F").save("wrong.pdf")
except ValueError as error:
    print(error)
try:
    PdfParser.PdfParser("missing.pdf")
except FileNotFoundError as error:
    print(error)
try:
    Image.open("small.pdf")
except Image.UnidentifiedImageError as error:
    print(error)
print(PdfImagePlugin.Image is Image)
