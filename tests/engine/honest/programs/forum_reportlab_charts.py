from hashlib import sha256

from reportlab import rl_config
from reportlab.graphics import renderPDF, renderSVG
from reportlab.graphics.charts.barcharts import HorizontalBarChart, VerticalBarChart3D
from reportlab.graphics.charts.legends import Legend
from reportlab.graphics.charts.lineplots import ScatterPlot
from reportlab.graphics.charts.piecharts import LegendedPie, Pie3d
from reportlab.graphics.charts.textlabels import Label
from reportlab.graphics.shapes import Drawing, String
from reportlab.graphics.widgets.markers import makeMarker
from reportlab.lib import colors

rl_config.invariant = 1


def bars():
    drawing = Drawing(400, 220)
    chart = HorizontalBarChart()
    chart.x, chart.y, chart.width, chart.height = 80, 30, 250, 150
    chart.data = [[12, 31, 27, 8], [9, 14, 33, 20]]
    chart.categoryAxis.categoryNames = ["North", "East", "South", "W"]
    chart.valueAxis.valueMin, chart.valueAxis.valueMax, chart.valueAxis.valueStep = 0, 40, 10
    chart.bars[1].fillColor = colors.darkorange
    legend = Legend()
    legend.x = 340
    legend.colorNamePairs = [(chart.bars[n].fillColor, name) for n, name in enumerate("AB")]
    label = Label()
    label.setOrigin(200, 200)
    label.setText("Sales\nby region")
    label.angle = 3
    for part in (chart, legend, label):
        drawing.add(part)
    return drawing


def one(widget, **values):
    drawing = Drawing(400, 200)
    widget.setProperties(values)
    drawing.add(widget)
    drawing.add(String(10, 185, type(widget).__name__))
    return drawing


scatter = ScatterPlot()
scatter.data = [[(x, x * x % 11) for x in range(1, 10)]]
scatter.lines[0].symbol = makeMarker("Diamond")
drawings = [bars(), one(scatter), one(VerticalBarChart3D()), one(Pie3d(), x=50, y=30), one(LegendedPie())]
for drawing in drawings:
    data = renderPDF.drawToString(drawing)
    svg = renderSVG.drawToString(drawing)
    print(type(drawing.contents[0]).__name__, sha256(data).hexdigest()[:16], sha256(svg.encode()).hexdigest()[:16])
