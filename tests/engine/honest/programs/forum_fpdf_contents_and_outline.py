from datetime import datetime, timezone
from hashlib import sha256

from fpdf import FPDF, TextStyle
from fpdf.enums import XPos, YPos
from fpdf.outline import TableOfContents

pdf = FPDF()
pdf.set_creation_date(datetime(2024, 1, 1, tzinfo=timezone.utc))
pdf.set_font("Helvetica")


def paragraph(pdf, text):
    pdf.multi_cell(w=pdf.epw, h=pdf.font_size, text=text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def render_toc(pdf, outline):
    pdf.set_font("Helvetica", size=16)
    paragraph(pdf, "Table of contents:")
    pdf.set_font("Courier", size=12)
    for section in outline:
        link = pdf.add_link(page=section.page_number)
        text = f"{' ' * section.level * 2} {section.name} {'.' * (50 - section.level * 2 - len(section.name))} {section.page_number}"
        pdf.multi_cell(w=pdf.epw, h=pdf.font_size, text=text, new_x="LMARGIN", new_y="NEXT", align="C", link=link)


pdf.set_section_title_styles(
    TextStyle("Times", "B", 24, 128, t_margin=10, l_margin=10, b_margin=0, underline=True),
    TextStyle("Times", "B", 20, (0, 0, 128), t_margin=10, l_margin=20, b_margin=5),
)
pdf.add_page()
pdf.set_y(50)
paragraph(pdf, "A book")
pdf.insert_toc_placeholder(render_toc, pages=2, allow_extra_pages=True)
for chapter in range(1, 12):
    pdf.start_section(f"Chapter {chapter}")
    for part in range(1, 4):
        pdf.start_section(f"Part {chapter}.{part}", level=1)
        pdf.set_font("Times", size=12)
        paragraph(pdf, "Lorem ipsum dolor sit amet, consectetur adipiscing elit. " * 12)
data = bytes(pdf.output())
print(pdf.pages_count, len(data), sha256(data).hexdigest(), data.count(b"/Subtype /Link"))
try:
    pdf.start_section("Too deep", level=7)
except ValueError as error:
    print(error)
other = FPDF()
other.set_creation_date(datetime(2024, 1, 1, tzinfo=timezone.utc))
other.set_font("Times", size=11)
other.add_page()
other.insert_toc_placeholder(TableOfContents().render_toc)
other.start_section("Alpha")
print(sha256(bytes(other.output())).hexdigest())
