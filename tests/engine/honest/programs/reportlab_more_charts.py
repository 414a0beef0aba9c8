from reportlab.graphics import renderPDF, renderSVG
from reportlab.graphics.charts.doughnut import Doughnut
from reportlab.graphics.charts.legends import Legend
from reportlab.graphics.charts.linecharts import HorizontalLineChart
from reportlab.graphics.charts.spider import SpiderChart
from reportlab.graphics.shapes import Drawing, Group, Path, Polygon, PolyLine, Wedge
from reportlab.graphics.widgets.grids import Grid
from reportlab.graphics.widgets.markers import makeMarker
from reportlab.lib.colors import HexColor, PCMYKColor, toColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont

drawing = Drawing(400, 300)
lines = HorizontalLineChart()
lines.data = [[1, 4, 2, 6], [3, 1, 5, 2]]
lines.lines[0].symbol = makeMarker("FilledCircle")
spider, ring, legend = SpiderChart(), Doughnut(), Legend()
spider.data, spider.labels = [[3, 5, 2, 6]], ["a", "b", "c", "d"]
ring.data = [1, 2, 3]
legend.colorNamePairs = [(HexColor("#ff8800"), "orange"), (PCMYKColor(100, 0, 0, 0), "cyan")]
for widget in (lines, spider, ring, legend, Grid()):
    drawing.add(widget)
path = Path(fillColor=toColor("green"))
path.moveTo(0, 0)
path.lineTo(10, 30)
path.closePath()
drawing.add(Group(path, Polygon([0, 0, 5, 5, 10, 0]), PolyLine([1, 1, 2, 2]), Wedge(50, 50, 20, 0, 90), transform=(1, 0, 0, 1, 9, 9)))
pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))
data = renderPDF.drawToString(drawing)
print(type(data).__name__, data[:5], drawing.getBounds()[:2], len(drawing.contents))
renderSVG.drawToFile(drawing, "charts.svg")
renderPDF.drawToFile(drawing, "charts.pdf")
print(open("charts.svg").read(5), open("charts.pdf", "rb").read(5))
