from fpdf import FPDF, FontFace
from fpdf.enums import TableCellFillMode
from fpdf.outline import TableOfContents
from PIL import Image

Image.linear_gradient("L").save("gradient.png")
Image.new("RGBA", (30, 30), (255, 0, 0, 100)).save("clear.png")
Image.new("RGB", (30, 30), "green").save("green.jpg")
pdf = FPDF(orientation="landscape")
pdf.set_font("helvetica", size=11)
pdf.add_page()
rows = [("Name", "City", "Age")] + [(f"Person {n}", "Paris", str(20 + n)) for n in range(30)]
head = FontFace(emphasis="BOLD", color=255, fill_color=(0, 60, 120))
with pdf.table(headings_style=head, cell_fill_color=230, cell_fill_mode=TableCellFillMode.ROWS, col_widths=(2, 2, 1)) as t:
    for values in rows:
        row = t.row()
        for value in values:
            row.cell(value)
pdf.add_page()
pdf.start_section("Pictures")
pdf.image("gradient.png", x=10, y=20, w=40)
pdf.image("clear.png", x=60, y=20)
pdf.image("green.jpg", x=100, y=20, h=30, alt_text="green")
pdf.image(Image.new("RGB", (5, 5), "blue"), x=140, y=20, w=10)
link = pdf.add_link(page=1)
pdf.set_y(80)
pdf.cell(text="back", link=link)
with pdf.rotation(30, 100, 100):
    pdf.text(100, 100, "turned")
with pdf.local_context(fill_opacity=0.5):
    pdf.rect(120, 90, 20, 20, "F")
pdf.text_annotation(20, 120, "a note")
pdf.output("tables.pdf")
data = open("tables.pdf", "rb").read()
print(data[:5], pdf.pages_count, data.count(b"/Subtype /Image"), data.count(b"/Subtype /Link"), TableOfContents.__name__)
