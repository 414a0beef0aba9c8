from decimal import Decimal

from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import cm
from reportlab.platypus import KeepTogether, ListFlowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

styles = getSampleStyleSheet()
right = ParagraphStyle("right", parent=styles["Normal"], alignment=TA_RIGHT)
items = [("Bolts", 12, Decimal("0.25")), ("Nuts", 40, Decimal("0.10")), ("Washers & <rings>", 7, Decimal("1.99"))]
rows = [["Item", "Count", "Price", "Sum"]] + [[n, c, p, c * p] for n, c, p in items] * 20
total = sum(row[3] for row in rows[1:])
table = Table(rows, colWidths=[6 * cm, 2 * cm, 2 * cm, 3 * cm], repeatRows=1)
table.setStyle(
    [
        ("BACKGROUND", (0, 0), (-1, 0), colors.lightgrey),
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("ALIGN", (1, 0), (-1, -1), "RIGHT"),
        ("ROWBACKGROUNDS", (0, 1), (-1, -1), [colors.white, colors.whitesmoke]),
    ]
)
pages = []


def footer(canvas, document):
    pages.append(document.page)
    canvas.drawString(2 * cm, 1 * cm, f"Page {document.page}")


story = [
    Paragraph("Invoice <b>2026</b>-<i>007</i> <font color='red'>copy</font>", styles["Title"]),
    Paragraph("Some text that is long enough to wrap. " * 12, styles["BodyText"]),
    Spacer(1, 0.5 * cm),
    table,
    KeepTogether([Paragraph(f"Total: {total}", right)]),
    PageBreak(),
    ListFlowable([Paragraph(word, styles["Normal"]) for word in ("one", "two")], bulletType="1"),
]
document = SimpleDocTemplate("invoice.pdf", title="Invoice", author="Ada")
document.build(story, onFirstPage=footer, onLaterPages=footer)
data = open("invoice.pdf", "rb").read()
print(data[:5], data.count(b"/Type /Page\n"), pages, total)
wrapped = Paragraph("word " * 50, styles["Normal"]).wrap(5 * cm, 100 * cm)
print([round(n, 3) for n in wrapped])
