from datetime import datetime, timezone
from hashlib import sha256

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from PIL import Image, ImageDraw

logo = Image.new("RGB", (64, 64), "white")
ImageDraw.Draw(logo).regular_polygon((32, 32, 28), 5, fill="seagreen")
logo.save("logo.png")
TEXT = "In the year 1866 the whole maritime population of Europe and America was excited by an inexplicable phenomenon. "


class PDF(FPDF):
    def header(self):
        self.image("logo.png", 10, 8, 15)
        self.set_font("helvetica", "B", 15)
        width = self.get_string_width(self.title) + 6
        self.set_x((210 - width) / 2)
        self.set_draw_color(0, 80, 180)
        self.set_fill_color(230, 230, 0)
        self.set_text_color(220, 50, 50)
        self.set_line_width(1)
        self.cell(width, 9, self.title, border=1, new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="C", fill=True)
        self.ln(10)

    def footer(self):
        self.set_y(-15)
        self.set_font("helvetica", "I", 8)
        self.set_text_color(128)
        self.cell(0, 10, f"Page {self.page_no()}/{{nb}}", align="C")

    def chapter(self, number, title):
        self.add_page()
        self.set_font("helvetica", "", 12)
        self.set_fill_color(200, 220, 255)
        self.cell(0, 6, f"Chapter {number} : {title}", new_x="LMARGIN", new_y="NEXT", align="L", fill=True)
        self.ln(4)
        self.set_font("Times", size=12)
        self.multi_cell(0, 5, TEXT * 40)
        self.ln()
        self.set_font(style="I")
        self.cell(0, 5, "(end of excerpt)")


pdf = PDF()
pdf.set_creation_date(datetime(2024, 1, 1, tzinfo=timezone.utc))
pdf.set_title("20000 Leagues Under the Seas")
pdf.set_author("Jules Verne")
pdf.chapter(1, "A RUNAWAY REEF")
pdf.chapter(2, "THE PROS AND CONS")
pdf.output("verne.pdf")
data = open("verne.pdf", "rb").read()
print(pdf.page_no(), round(pdf.get_y(), 2), len(data), sha256(data).hexdigest())
