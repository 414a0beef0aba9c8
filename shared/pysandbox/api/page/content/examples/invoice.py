from datetime import date
from decimal import Decimal

from fpdf import FPDF

items = [
    ("Design of the front page", 12, Decimal("85.00")),
    ("Illustrations", 3, Decimal("140.00")),
    ("Proofreading", 5, Decimal("48.50")),
]

pdf = FPDF()
pdf.add_page()
pdf.set_font("Helvetica", "B", 24)
pdf.cell(0, 14, "Invoice 2041")
pdf.ln()
pdf.set_font("Helvetica", size=11)
pdf.cell(0, 8, f"Issued {date.today():%d %B %Y}")
pdf.ln(16)

total = Decimal(0)
align = ("LEFT", "RIGHT", "RIGHT", "RIGHT")
with pdf.table(col_widths=(6, 2, 3, 3), text_align=align) as table:
    table.row(("Item", "Hours", "Rate", "Amount"))
    for name, hours, rate in items:
        amount = hours * rate
        total += amount
        table.row((name, str(hours), f"{rate:,.2f}", f"{amount:,.2f}"))

pdf.ln(4)
pdf.set_font("Helvetica", "B", 12)
pdf.cell(0, 8, f"Total  EUR {total:,.2f}", align="R")
pdf.output("invoice.pdf")
print(f"invoice.pdf: {total:,.2f} EUR")
