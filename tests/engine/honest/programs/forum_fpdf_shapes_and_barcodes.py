from datetime import datetime, timezone
from hashlib import sha256

from fpdf import FPDF
from fpdf.enums import Corner, RenderStyle

pdf = FPDF()
pdf.set_creation_date(datetime(2024, 1, 1, tzinfo=timezone.utc))
pdf.set_compression(False)
pdf.add_page()
pdf.set_line_width(0.5)
pdf.set_draw_color(240, 80, 20)
pdf.set_fill_color("#ffe0b0")
pdf.line(10, 10, 100, 15)
pdf.rect(10, 20, 40, 20)
pdf.rect(60, 20, 40, 20, style=RenderStyle.DF, round_corners=True, corner_radius=5)
pdf.rect(110, 20, 40, 20, style="F", round_corners=(Corner.TOP_LEFT, "BOTTOM_RIGHT"))
pdf.circle(x=25, y=60, radius=12, style="FD")
pdf.ellipse(50, 50, 40, 20, style="D")
pdf.solid_arc(x=110, y=50, a=20, start_angle=30, end_angle=300, style="FD")
pdf.arc(x=140, y=50, a=20, b=10, start_angle=0, end_angle=200, inclination=20, clockwise=True)
pdf.polyline([(10, 90), (20, 80), (30, 95), (40, 82)])
pdf.polygon(((60, 80), (80, 95), (90, 78)), style="DF")
pdf.regular_polygon(x=100, y=80, polyWidth=20, numSides=5, rotateDegrees=10, style="FD")
pdf.star(x=150, y=90, r_in=5, r_out=12, rotate_degrees=12, corners=7, style="F")
pdf.bezier([(10, 110), (30, 130), (60, 90), (80, 112)], closed=False)
with pdf.rotation(angle=45, x=120, y=120):
    pdf.rect(110, 110, 20, 20)
with pdf.mirror(origin=(160, 120), angle="NORTHEAST"), pdf.skew(ax=10):
    pdf.rect(150, 110, 15, 10)
pdf.code39("*FORUM39*", x=20, y=150, w=1, h=15)
pdf.interleaved2of5("00123456", x=120, y=150, w=1, h=15)
with pdf.local_context(fill_opacity=0.25, stroke_opacity=0.5, blend_mode="MULTIPLY"):
    pdf.circle(40, 200, 20, style="F")
    pdf.circle(55, 200, 20, style="F")
data = bytes(pdf.output())
print(len(data), sha256(data).hexdigest())
print(data.count(b" re"), data.count(b" c\n"), data.count(b" l"))
for wrong in (lambda: pdf.code39("lower*", 1, 1), lambda: pdf.rect(1, 1, 1, 1, style="Q"), lambda: pdf.set_draw_color(300, 0, 0)):
    try:
        wrong()
    except Exception as error:
        print(type(error).__name__, error)
