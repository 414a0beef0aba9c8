from datetime import datetime, timezone
from hashlib import sha256

from fpdf import Template
from PIL import Image

Image.linear_gradient("L").resize((40, 40)).save("logo.png")
elements = [
    {"name": "company_logo", "type": "I", "x1": 20, "y1": 17, "x2": 78, "y2": 30, "priority": 2},
    {"name": "company_name", "type": "T", "x1": 17, "y1": 32.5, "x2": 115, "y2": 37.5, "font": "helvetica", "size": 12, "bold": 1, "underline": 1, "text": ""},
    {"name": "multiline", "type": "T", "x1": 20, "y1": 100, "x2": 60, "y2": 105, "font": "times", "size": 12, "background": 0x88FF00, "text": "", "multiline": True},
    {"name": "box", "type": "B", "x1": 15, "y1": 15, "x2": 185, "y2": 260, "foreground": 0x0000FF, "size": 1},
    {"name": "line", "type": "L", "x1": 15, "y1": 50, "x2": 185, "y2": 60, "size": 0.5},
    {"name": "ellipse", "type": "E", "x1": 100, "y1": 100, "x2": 150, "y2": 130, "background": 0xFFCCCC},
    {"name": "barcode", "type": "BC", "x1": 20, "y1": 246.5, "x2": 140, "y2": 254, "font": "Interleaved 2of5 NT", "size": 0.75, "text": "200000000001"},
]
letter = Template(format="A4", elements=elements, title="Sample Invoice")
letter.pdf.set_creation_date(datetime(2024, 1, 1, tzinfo=timezone.utc))
for company in ("Acme & Sons", "Überfirma GmbH"):
    letter.add_page()
    letter["company_name"] = company
    letter["company_logo"] = "logo.png"
    letter["multiline"] = "Several words that need more than one line. " * 3
print("company_name" in letter, "nothing" in letter)
print(letter.split_multicell("Several words that need more than one line", "multiline"))
letter.render(outfile="letter.pdf")
print(sha256(open("letter.pdf", "rb").read()).hexdigest())
