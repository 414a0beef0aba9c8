from datetime import datetime, timezone
from hashlib import sha256

from fpdf import FPDF

WHEN = datetime(2024, 5, 6, 7, 8, 9, tzinfo=timezone.utc)


class Report(FPDF):
    MARKDOWN_LINK_COLOR = (0, 0, 200)
    MARKDOWN_LINK_UNDERLINE = False


pdf = Report()
pdf.set_creation_date(WHEN)
pdf.add_page()
pdf.set_font("Times", size=20)
samples = [
    "**Lorem** __Ipsum__ --dolor--",
    "**bold __both__ bold** plain",
    "[a link](https://py-pdf.github.io/fpdf2/) in the middle",
    "escaped \\**not bold\\** and 2 ** 3 ** 4",
    "~~struck out~~ and **unclosed",
    "__init__ is **not** always -- italics",
]
for text in samples:
    lines = pdf.multi_cell(w=0, text=text, markdown=True, new_x="LMARGIN", new_y="NEXT", dry_run=True, output="LINES")
    print(lines)
    pdf.cell(text=text, markdown=True, new_x="LMARGIN", new_y="NEXT")
    pdf.multi_cell(w=60, text=text, markdown=True, new_x="LMARGIN", new_y="NEXT")
to_page = pdf.add_link()
pdf.set_link(to_page, page=1)
pdf.multi_cell(w=0, text=f"[back to the first page]({to_page})", markdown=True, new_x="LMARGIN", new_y="NEXT")
with pdf.table(markdown=True, text_align="CENTER") as table:
    table.row(["**Name**", "__Value__"])
    table.row(["plain", "--under-- [x](https://example.org)"])
with pdf.text_columns(text_align="J", ncols=2, gutter=8, balance=True) as columns:
    with columns.paragraph(line_height=1.2, bottom_margin=3, top_margin=2) as paragraph:
        paragraph.write("First paragraph of words. " * 12)
    columns.write("And more text that is written. " * 12)
    columns.ln()
data = bytes(pdf.output())
print(pdf.pages_count, len(data), sha256(data).hexdigest(), data.count(b"/Subtype /Link"))
