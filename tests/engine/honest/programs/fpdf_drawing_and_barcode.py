from fpdf import FPDF
from fpdf.drawing import DeviceGray, DeviceRGB
from fpdf.template import FlexTemplate

pdf = FPDF(unit="pt", format=(300, 300))
pdf.set_compression(False)
pdf.add_page()
with pdf.new_path() as path:
    path.style.stroke_color = DeviceRGB(0.1, 0.5, 0.9)
    path.style.fill_color = DeviceGray(0.8)
    path.move_to(10, 10)
    path.curve_to(40, 60, 80, -20, 120, 30)
    path.close()
pdf.code39("*FPDF2*", x=30, y=50, w=2, h=20)
pdf.interleaved2of5("1337", x=50, y=100, w=2, h=20)
pdf.regular_polygon(x=50, y=150, polyWidth=40, numSides=6, style="D")
pdf.star(x=150, y=180, r_in=10, r_out=25, corners=5)
pdf.arc(x=200, y=60, a=30, start_angle=0, end_angle=200)
template = FlexTemplate(
    pdf,
    elements=[
        {"name": "who", "type": "T", "x1": 10, "y1": 200, "x2": 90, "y2": 220, "font": "helvetica", "size": 12, "text": ""},
        {"name": "box", "type": "B", "x1": 10, "y1": 230, "x2": 90, "y2": 260},
    ],
)
template["who"] = "Ada"
template.render()
pdf.set_font("helvetica", size=10)
pdf.set_xy(10, 270)
with pdf.unbreakable() as block:
    block.cell(text="kept together")
with pdf.text_columns(ncols=2) as columns:
    columns.write("words in columns " * 5)
data = pdf.output()
print(type(data).__name__, data[:5], b"Ada" in data, data.count(b" re\n"), pdf.w, pdf.pages_count)
