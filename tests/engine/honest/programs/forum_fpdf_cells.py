from datetime import datetime, timezone
from hashlib import sha256

from fpdf import FPDF, Align, XPos, YPos
from fpdf.enums import MethodReturnValue, WrapMode

pdf = FPDF("P", "mm", (120, 160))
pdf.set_creation_date(datetime(2000, 1, 1, tzinfo=timezone.utc))
pdf.set_auto_page_break(True, margin=12)
pdf.add_page()
pdf.set_font("helvetica", size=10)
for border in (0, 1, "L", "TB", "LRB"):
    pdf.cell(20, 6, f"b={border}", border=border, new_x=XPos.RIGHT, new_y=YPos.TOP)
pdf.ln()
for align in Align:
    try:
        pdf.cell(0, 6, f"{align!s}", border=1, align=align, new_x="LMARGIN", new_y="NEXT")
    except Exception as error:
        print(align, type(error).__name__, error)
print(round(pdf.x, 3), round(pdf.y, 3))
text = "A rather long text that has to be broken into several lines, with a verylongwordthatdoesnotfit too."
for options in (
    {"align": "J"},
    {"align": "R", "border": 1, "fill": False},
    {"max_line_height": 4, "wrapmode": WrapMode.CHAR},
    {"padding": 3, "border": "TB"},
    {"print_sh": True, "w": 30},
    {"first_line_indent": 5},
):
    width = options.pop("w", 60)
    try:
        pages = pdf.multi_cell(width, 5, text, new_x="LMARGIN", new_y="NEXT", **options)
        print(options, pages, round(pdf.y, 3))
    except TypeError as error:
        print(error)
lines = pdf.multi_cell(40, 5, text, dry_run=True, output=MethodReturnValue.LINES | MethodReturnValue.HEIGHT)
print(lines)
print(pdf.multi_cell(40, 5, "**bold** and __italics__\nnew", markdown=True, dry_run=True, output="LINES"))
pdf.write(5, "Written text flows on and on ")
pdf.write(5, "like this.", link="https://example.org")
pdf.ln(8)
pdf.text(10, 150, "put at a place")
print(pdf.get_string_width("Hello"), pdf.will_page_break(100), pdf.epw, round(pdf.eph, 2), pdf.font_size_pt)
data = bytes(pdf.output())
print(pdf.pages_count, len(data), sha256(data).hexdigest())
try:
    pdf.cell(text="snowman ☃")
    pdf.output()
except Exception as error:
    print(type(error).__name__, error)
