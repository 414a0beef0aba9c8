from datetime import datetime, timezone
from hashlib import sha256

from fpdf import FPDF
from fpdf.drawing import ClippingPath, GraphicsContext, PaintedPath, Transform
from fpdf.drawing_primitives import DeviceRGB, color_from_hex_string
from fpdf.pattern import LinearGradient, RadialGradient

pdf = FPDF(unit="mm", format=(100, 100))
pdf.set_creation_date(datetime(2024, 1, 1, tzinfo=timezone.utc))
pdf.add_page()
with pdf.drawing_context() as context:
    path = PaintedPath()
    path.move_to(10, 10).line_to(40, 10).curve_to(60, 10, 60, 40, 40, 40).horizontal_line_relative(-20)
    path.arc_to(10, 5, 30, True, False, 10, 30).close()
    path.style.fill_color = DeviceRGB(0.8, 0.4, 0.2, 0.5)
    path.style.stroke_color = color_from_hex_string("#0088ff")
    path.transform = Transform.rotation_d(15).about(30, 30)
    context.add_item(path)
    group = GraphicsContext()
    shape = PaintedPath()
    shape.rectangle(60, 60, 30, 20, rx=4, ry=4)
    shape.circle(75, 70, 8)
    shape.style.intersection_rule = "evenodd"
    shape.style.fill_color = "#aa0044"
    clip = ClippingPath()
    clip.ellipse(75, 70, 14, 9)
    shape.clipping_path = clip
    group.add_item(shape)
    context.add_item(group)
with pdf.new_path(20, 70) as path:
    path.style.stroke_color = "#333"
    for n in range(8):
        path.line_to(20 + n * 5, 70 + n % 2 * 12)
with pdf.use_pattern(LinearGradient(10, 85, 90, 95, colors=["#ff0000", "#00ff00", "#0000ff"], bounds=[0.3])):
    pdf.rect(10, 85, 80, 10, style="F")
with pdf.use_pattern(RadialGradient(80, 20, 0, 80, 20, 12, colors=["#ffffff", "#112233"])):
    pdf.circle(80, 20, 12, style="FD")
print(Transform.translation(1, 2) @ Transform.scaling(2, 3), DeviceRGB(1, 0, 0).serialize())
data = bytes(pdf.output())
print(len(data), sha256(data).hexdigest())
for wrong in (lambda: DeviceRGB(2, 0, 0), lambda: color_from_hex_string("x")):
    try:
        print(wrong())
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
