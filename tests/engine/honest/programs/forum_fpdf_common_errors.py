from fpdf import FPDF, FPDFException, Template
from fpdf.enums import Align, XPos
from fpdf.errors import FPDFPageFormatException, FPDFUnicodeEncodingException

# What people ask about, each as they write it.
pdf = FPDF()
for call in (
    lambda: pdf.cell(text="no page yet"),
    lambda: pdf.set_font("Arial Narrow"),
    lambda: FPDF(format="A9"),
    lambda: FPDF(unit="feet"),
    lambda: FPDF(orientation="sideways"),
    lambda: pdf.add_page(format=(10, 20, 30)),
    lambda: pdf.set_display_mode("huge"),
    lambda: Align.coerce("Z"),
    lambda: XPos.coerce(3),
    lambda: pdf.image(""),
    lambda: pdf.set_link(99, page=3),
    lambda: pdf.add_font("x", "", "font.txt"),
    lambda: Template(infile=None, elements=[{"name": "x", "type": "?"}]),
):
    try:
        print("fine:", call())
    except FPDFPageFormatException as error:
        print("page format:", error)
    except FPDFException as error:
        print("fpdf:", error)
    except Exception as error:
        print(type(error).__name__, error)
pdf.add_page()
pdf.set_font("Arial", size=12)
pdf.cell(200, 10, txt="Welcome to Python!", ln=1, align="C")
pdf.cell(0, 10, "Old way", 0, 0)
pdf.ln()
pdf.multi_cell(0, 10, txt="Old multi cell\nof two lines", ln=1)
try:
    pdf.multi_cell(0, 10, "日本語")
except FPDFUnicodeEncodingException as error:
    print(error.text_index, error.character, error.font_name)
pdf.output("x.pdf")
print(open("x.pdf", "rb").read(8), pdf.page_no())
raise FPDFException("out of words")
