from datetime import datetime, timezone
from hashlib import sha256

from fpdf import FPDF, FontFace
from fpdf.enums import TableCellFillMode, VAlign

DATA = (
    ("First name", "Last name", "Age", "City"),
    ("Jules", "Smith", "34", "San Juan"),
    ("Mary", "Ramos", "45", "Orlando"),
    ("Carlson", "Banks", "19", "Los Angeles"),
    ("Lucas", "Cimon", "31", "Saint-Mathurin-sur-Loire"),
)
pdf = FPDF()
pdf.set_creation_date(datetime(2024, 1, 2, 3, 4, 5, tzinfo=timezone.utc))
pdf.set_font("Times", size=14)
for layout in ("ALL", "NONE", "HORIZONTAL_LINES", "SINGLE_TOP_LINE", "INTERNAL", "MINIMAL"):
    pdf.add_page()
    pdf.cell(text=layout, new_x="LMARGIN", new_y="NEXT")
    with pdf.table(DATA, borders_layout=layout):
        pass
pdf.add_page()
blue = FontFace(emphasis="ITALICS", color=(0, 0, 128), fill_color=(200, 220, 255), size_pt=12)
with pdf.table(
    width=150,
    col_widths=(30, 30, 10, 30),
    text_align=("LEFT", "CENTER", "RIGHT", "JUSTIFY"),
    align="L",
    line_height=9,
    headings_style=blue,
    cell_fill_color=(224, 235, 255),
    cell_fill_mode=TableCellFillMode.COLUMNS,
    v_align=VAlign.M,
    padding=(1, 3),
    gutter_height=2,
    gutter_width=1,
) as table:
    for row_data in DATA:
        row = table.row()
        for text in row_data:
            row.cell(text)
    row = table.row(style=FontFace(emphasis="B"))
    row.cell("Total", colspan=2, align="C")
    row.cell("129", rowspan=2)
    row.cell("-")
    table.row(("a", "b", "c"))
pdf.add_page()
with pdf.table(DATA * 30, first_row_as_headings=True, num_heading_rows=1, repeat_headings=1):
    pass
data = bytes(pdf.output())
print(pdf.pages_count, len(data), sha256(data).hexdigest())
try:
    with pdf.table(DATA, col_widths=(1, 2)):
        pass
except Exception as error:
    print(type(error).__name__, str(error)[:80])
