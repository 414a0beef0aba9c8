# attach: {"logo.svg": "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='30'><rect x='2' y='2' width='20' height='10' fill='#f80'/><circle cx='30' cy='20' r='6' stroke='navy'/><path d='M0 0 L10 10 Q20 5 30 30 Z'/><g transform='rotate(10)'><ellipse cx='9' cy='9' rx='3' ry='5'/></g></svg>"}
from fpdf import FPDF, Align, TitleStyle
from fpdf.svg import SVGObject

pdf = FPDF()
pdf.set_margins(15, 20)
pdf.set_display_mode("fullwidth")
pdf.set_lang("en")
pdf.set_section_title_styles(TitleStyle("Helvetica", "B", 16), TitleStyle("Helvetica", "", 12))


def contents(pdf, outline):
    for entry in outline:
        pdf.cell(text=f"{entry.name} {entry.page_number}", new_x="LMARGIN", new_y="NEXT")


pdf.add_page()
pdf.set_font("helvetica", size=10)
pdf.insert_toc_placeholder(contents)
for chapter in range(3):
    pdf.start_section(f"Chapter {chapter}")
    pdf.multi_cell(0, text="Words and more words. " * 30, align=Align.J, markdown=True)
    pdf.ln(4)
    pdf.start_section("Part", level=1)
pdf.image("logo.svg", w=50)
svg = SVGObject.from_file("logo.svg")
print(svg.width, svg.height, len(svg.base_group.path_items))
with pdf.mirror((100, 100), "EAST"):
    pdf.text(90, 100, "mirror")
with pdf.skew(ax=20, x=50, y=200):
    pdf.text(50, 200, "skewed")
pdf.set_char_spacing(2)
pdf.set_stretching(120)
pdf.cell(text="spaced")
pdf.set_dash_pattern(2, 1)
pdf.bezier([(20, 80), (40, 20), (60, 80)])
pdf.add_page(orientation="L", format="A5", duration=3)
print(pdf.pages_count, pdf.output()[:5], round(pdf.w, 2))
