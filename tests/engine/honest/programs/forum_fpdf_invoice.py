# attach: {"order.json": "{\"number\": 1042, \"customer\": \"Żaneta Øster\", \"lines\": [[\"Screws M4\", 200, \"0.05\"], [\"Plate – steel\", 3, \"12.90\"], [\"Paint (£)\", 2, \"7.45\"]], \"vat\": \"0.19\"}"}
import json
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from hashlib import sha256

import reportlab
from fpdf import FPDF, FontFace

order = json.loads(open("order.json", encoding="utf-8").read(), parse_float=Decimal)
issued = date(2024, 2, 29)


class Invoice(FPDF):
    def footer(self):
        self.set_y(-20)
        self.set_font("Vera", size=7)
        self.set_text_color(120)
        self.cell(0, 4, f"Invoice {order['number']} · page {self.page_no()} of {{nb}}", align="C")


pdf = Invoice("P")
pdf.set_creation_date(datetime(2024, 2, 29, 12, tzinfo=timezone(timedelta(hours=2))))
for style, file in (("", "Vera.ttf"), ("B", "VeraBd.ttf")):
    pdf.add_font("Vera", style, f"{reportlab.__path__[0]}/fonts/{file}")
pdf.add_page()
pdf.set_font("Vera", "B", 16)
pdf.cell(text=f"Invoice {order['number']}", new_x="LMARGIN", new_y="NEXT")
pdf.set_font("Vera", size=9)
pdf.multi_cell(0, 5, f"To {order['customer']}\n{issued:%d.%m.%Y}, due {issued + timedelta(days=30):%d.%m.%Y}", new_x="LMARGIN", new_y="NEXT")
net = Decimal(0)
with pdf.table(col_widths=(5, 2, 2, 2), text_align=("L", "R", "R", "R"), headings_style=FontFace(emphasis="B", fill_color=230)) as table:
    table.row(("Item", "Count", "Price", "Sum"))
    for item, count, price in order["lines"]:
        amount = count * Decimal(price)
        net += amount
        table.row((item, str(count), price, f"{amount:,.2f}"))
    vat = round(net * Decimal(order["vat"]), 2)
    for name, value in (("Net", net), ("Total", net + vat)):
        row = table.row()
        row.cell(name, colspan=3, align="R")
        row.cell(f"{value:.2f} €")
pdf.output("invoice.pdf")
print(net, vat, net + vat, sha256(open("invoice.pdf", "rb").read()).hexdigest())
