from datetime import datetime

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape, letter
from reportlab.lib.units import cm, inch, mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen import canvas

page = canvas.Canvas("drawing.pdf", pagesize=A4)
page.setTitle("A drawing")
page.setAuthor("Ada")
page.setSubject("shapes")
page.setKeywords(["pdf", "shapes"])
width, height = A4
page.setFont("Helvetica-Bold", 24)
page.drawString(2 * cm, height - 3 * cm, "Shapes and text: äöü €")
page.setFillColor(colors.HexColor("#336699"))
page.rect(2 * cm, 20 * cm, 4 * cm, 2 * cm, fill=1, stroke=0)
page.circle(10 * cm, 21 * cm, 1 * cm, fill=1)
page.setStrokeColorRGB(1, 0, 0)
page.setDash(3, 2)
page.line(0, 0, width, height)
page.saveState()
page.translate(5 * cm, 5 * cm)
page.rotate(45)
page.drawCentredString(0, 0, "turned")
page.restoreState()
path = page.beginPath()
path.moveTo(100, 100)
path.curveTo(150, 200, 250, 0, 300, 100)
page.drawPath(path)
page.linearGradient(50, 50, 200, 50, (colors.red, colors.blue))
page.bookmarkPage("top")
page.addOutlineEntry("Top", "top")
page.linkURL("https://example.org", (10, 10, 100, 30))
text = page.beginText(2 * cm, 15 * cm)
text.textLines("one\ntwo\nthree")
page.drawText(text)
page.showPage()
page.setPageSize(landscape(letter))
page.drawRightString(10 * inch, 10 * mm, f"page {page.getPageNumber()}")
page.save()
data = open("drawing.pdf", "rb").read()
year = datetime.now().year
print(data[:8], data.rstrip()[-5:], data.count(b"/Type /Page\n"), b"A drawing" in data)
print(f"(D:{year}".encode() in data or f"(D:{year - 1}".encode() in data)
print(pdfmetrics.stringWidth("Hello", "Times-Roman", 12), page.getAvailableFonts()[:3])
