# stdin: "Ada Lovelace,97\nAlan Turing,88\nGrace Hopper,100\n"
import datetime
import textwrap
from hashlib import sha256

from reportlab.graphics.shapes import Drawing, Group, Polygon, Rect, String
from reportlab.graphics import renderPDF, renderSVG
from reportlab.lib.colors import HexColor, gold, linearlyInterpolatedColor, navy, toColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen import canvas

WIDTH, HEIGHT = landscape(A4)
people = []
while True:
    try:
        name, score = input().split(",")
    except EOFError:
        break
    people.append((name, int(score)))


def border(score):
    drawing = Drawing(WIDTH, HEIGHT)
    group = Group()
    for n in range(8):
        colour = linearlyInterpolatedColor(navy, gold, 0, 7, n)
        inset = 10 + n * 4
        group.add(Rect(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset, strokeColor=colour, fillColor=None))
    drawing.add(group)
    seal = Group(Polygon([0, 30, 9, 9, 30, 0, 9, -9, 0, -30, -9, -9, -30, 0, -9, 9], fillColor=toColor("rgb(200,20,60)")))
    seal.add(String(0, -4, str(score), textAnchor="middle", fillColor=HexColor(0xFFFFFF)))
    seal.translate(WIDTH - 90, 90)
    seal.rotate(15)
    drawing.add(seal, name="seal")
    return drawing


page = canvas.Canvas("certificates.pdf", pagesize=(WIDTH, HEIGHT), invariant=True)
day = datetime.date(2024, 2, 29)
for name, score in people:
    renderPDF.draw(border(score), page, 0, 0)
    page.setFont("Times-BoldItalic", 40)
    page.drawCentredString(WIDTH / 2, 350, name)
    page.setFont("Times-Roman", 16)
    for row, line in enumerate(textwrap.wrap(f"has passed the course with {score} of 100 points on {day:%d %B %Y}.", 40)):
        page.drawCentredString(WIDTH / 2, 300 - 22 * row, line)
    page.showPage()
page.save()
print(len(people), sha256(open("certificates.pdf", "rb").read()).hexdigest())
print(renderSVG.drawToString(border(5))[:300])
