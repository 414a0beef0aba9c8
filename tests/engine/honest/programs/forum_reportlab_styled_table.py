from hashlib import sha256

from reportlab import rl_config
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.units import cm
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

rl_config.invariant = 1
styles = getSampleStyleSheet()
cell = styles["BodyText"]
rows = [["Region", "Quarter", "", "", Paragraph("<b>Notes</b>", cell)], ["", "Q1", "Q2", "Q3", ""]]
for n in range(40):
    rows.append([f"Region {n}", n * 3, 100 - n, n * n % 17, Paragraph("long text that <i>wraps</i> " * (n % 4 + 1), cell)])
style = TableStyle(
    [
        ("SPAN", (1, 0), (3, 0)),
        ("SPAN", (0, 0), (0, 1)),
        ("SPAN", (4, 0), (4, 1)),
        ("BACKGROUND", (0, 0), (-1, 1), colors.HexColor("#336699")),
        ("TEXTCOLOR", (0, 0), (-1, 1), colors.white),
        ("FONTNAME", (0, 0), (-1, 1), "Helvetica-Bold"),
        ("ALIGN", (1, 0), (3, -1), "CENTER"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("ROWBACKGROUNDS", (0, 2), (-1, -1), [colors.whitesmoke, None]),
        ("LINEBELOW", (0, 1), (-1, 1), 1.5, colors.black, "round", (3, 2)),
        ("INNERGRID", (0, 2), (-1, -1), 0.25, colors.grey),
        ("BOX", (0, 0), (-1, -1), 1, colors.black),
        ("LEFTPADDING", (0, 0), (0, -1), 12),
    ]
)
for row, values in enumerate(rows[2:], 2):
    if values[1] > 90:
        style.add("TEXTCOLOR", (1, row), (1, row), colors.red)
table = Table(rows, colWidths=[4 * cm, 2 * cm, 2 * cm, 2 * cm, None], repeatRows=2, style=style)
story = [Paragraph("Sales", styles["Title"]), Spacer(1, 12), table, LongTable([[str(n), "x" * (n % 9)] for n in range(90)])]
document = SimpleDocTemplate("sales.pdf", pagesize=landscape(A4), leftMargin=2 * cm, rightMargin=2 * cm)
document.build(story)
data = open("sales.pdf", "rb").read()
print(document.page, len(data), sha256(data).hexdigest())
print([round(w, 2) for w in table._colWidths])
