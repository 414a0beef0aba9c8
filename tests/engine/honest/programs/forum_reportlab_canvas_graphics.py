from hashlib import sha256
from math import cos, radians, sin

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, B5, LETTER, legal, portrait
from reportlab.lib.units import cm, inch, toLength
from reportlab.pdfgen.canvas import Canvas

c = Canvas("graphics.pdf", pagesize=portrait(B5), invariant=1, pageCompression=0)
w, h = B5
c.setAuthor("Ada")
c.translate(inch, inch)
c.grid([0, 10, 20, 40, 80], [0, 10, 30, 70])
c.setLineWidth(4)
for n, (cap, join) in enumerate(((0, 0), (1, 1), (2, 2))):
    c.setLineCap(cap)
    c.setLineJoin(join)
    c.lines([(0, 100 + 15 * n, 80, 100 + 15 * n), (80, 100 + 15 * n, 100, 110 + 15 * n)])
c.setDash([1, 2, 3, 4], 0)
c.bezier(0, 150, 30, 200, 60, 100, 90, 150)
c.setDash()
c.setFillColorCMYK(0.2, 0.8, 0, 0)
c.wedge(100, 0, 180, 80, 30, 120, fill=1)
c.arc(100, 100, 180, 180, 0, 200)
c.ellipse(200, 0, 260, 40, fill=0)
c.roundRect(200, 50, 60, 40, 8, stroke=1, fill=1)
c.setStrokeColor(colors.Color(0.1, 0.2, 0.3, alpha=0.5))
path = c.beginPath()
for angle in range(0, 720, 144):
    x, y = 50 + 40 * sin(radians(angle)), 250 + 40 * cos(radians(angle))
    path.lineTo(x, y) if angle else path.moveTo(x, y)
path.close()
c.drawPath(path, stroke=1, fill=1, fillMode=0)
c.saveState()
clip = c.beginPath()
clip.circle(180, 250, 40)
c.clipPath(clip, stroke=0)
c.radialGradient(180, 250, 40, (colors.yellow, colors.red, colors.blue), (0, 0.5, 1), extend=False)
c.restoreState()
c.skew(10, 5)
c.scale(1, -1)
c.setFont("Symbol", 18)
c.drawString(0, -350, "abc")
text = c.beginText(0, -400)
text.setFont("Times-BoldItalic", 14, leading=18)
text.setCharSpace(2)
text.setWordSpace(5)
text.setTextRenderMode(2)
text.setRise(3)
text.textOut("Out ")
text.textLine("line")
text.textLines("  several\n  lines", trim=1)
c.drawText(text)
print(text.getCursor(), c.absolutePosition(0, 0), c.stringWidth("Hello", "Helvetica", 12))
c.save()
print(sha256(open("graphics.pdf", "rb").read()).hexdigest(), A4, LETTER, legal, toLength("2cm") == 2 * cm)
