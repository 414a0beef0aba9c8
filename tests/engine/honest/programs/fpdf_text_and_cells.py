from datetime import UTC, datetime

from fpdf import FPDF, XPos, YPos


class Report(FPDF):
    def header(self):
        self.set_font("helvetica", "B", 15)
        self.cell(0, 10, "A report", border=1, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def footer(self):
        self.set_y(-15)
        self.set_font("helvetica", "I", 8)
        self.cell(0, 10, f"Page {self.page_no()}/{{nb}}", align="C")


pdf = Report(format="A4", unit="mm")
pdf.set_title("Report")
pdf.set_author("Ada")
pdf.set_creation_date(datetime(2024, 2, 29, 12, tzinfo=UTC))
pdf.add_page()
pdf.set_font("times", size=12)
for n in range(60):
    pdf.cell(0, 8, f"Line number {n}", new_x="LMARGIN", new_y="NEXT")
pdf.multi_cell(0, 6, "A long paragraph that has to be wrapped. " * 20, align="J")
pdf.write(5, "Written, then a link: ")
pdf.set_text_color(0, 0, 255)
pdf.write(5, "example.org", "https://example.org")
pdf.set_fill_color(255, 200, 0)
pdf.rect(150, 20, 30, 10, style="DF")
pdf.line(10, 10, 200, 10)
pdf.ellipse(150, 40, 20, 10)
pdf.set_draw_color(255, 0, 0)
pdf.polyline([(10, 20), (30, 40), (50, 20)])
pdf.set_font("courier", "B", 10)
pdf.cell(text="**bold** and __under__", markdown=True)
data = bytes(pdf.output())
again = open("report.pdf", "wb").write(data)
print(data[:8], pdf.pages_count, b"20240229120000" in data, again == len(data), len(data))
print(round(pdf.get_string_width("Hello"), 4), pdf.font_family, pdf.epw)
try:
    pdf.set_font("helvetica")
    pdf.cell(text="snowman ☃")
except Exception as error:
    print(type(error).__name__, str(error)[:60])
