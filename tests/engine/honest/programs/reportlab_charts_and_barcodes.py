from reportlab.graphics import renderPDF, renderSVG
from reportlab.graphics.barcode import code128, createBarcodeDrawing, eanbc, qr
from reportlab.graphics.charts.barcharts import VerticalBarChart
from reportlab.graphics.charts.lineplots import LinePlot
from reportlab.graphics.charts.piecharts import Pie
from reportlab.graphics.shapes import Circle, Drawing, Line, Rect, String
from reportlab.lib import colors
from reportlab.pdfgen import canvas

drawing = Drawing(400, 200)
bars = VerticalBarChart()
bars.x, bars.y, bars.width, bars.height = 30, 30, 150, 120
bars.data = [(13, 5, 20), (8, 14, 3)]
bars.categoryAxis.categoryNames = ["a", "b", "c"]
bars.bars[0].fillColor = colors.steelblue
drawing.add(bars)
pie = Pie()
pie.x, pie.y, pie.data, pie.labels = 230, 50, [3, 5, 2], ["x", "y", "z"]
pie.slices[1].popout = 8
drawing.add(pie)
drawing.add(String(100, 180, "Two charts", fontSize=14))
drawing.add(Rect(5, 5, 20, 20, fillColor=None))
drawing.add(Circle(370, 180, 10))
drawing.add(Line(0, 0, 400, 200, strokeDashArray=[2, 2]))
renderPDF.drawToFile(drawing, "charts.pdf", "Charts")
plot = LinePlot()
plot.data = [[(x, x * x) for x in range(10)]]
other = Drawing(300, 200)
other.add(plot)
page = canvas.Canvas("codes.pdf")
renderPDF.draw(other, page, 50, 500)
code128.Code128("SANDBOX-42", barHeight=40).drawOn(page, 50, 400)
code = qr.QrCodeWidget("https://example.org")
holder = Drawing(100, 100, transform=[2, 0, 0, 2, 0, 0])
holder.add(code)
renderPDF.draw(holder, page, 50, 200)
renderPDF.draw(createBarcodeDrawing("EAN13", value="123456789012"), page, 50, 100)
page.save()
svg = renderSVG.drawToString(drawing)
print(open("charts.pdf", "rb").read(5), open("codes.pdf", "rb").read(5), svg.count("<rect"), svg.count("<text"))
code.qr.make()
print(code.qr.getModuleCount(), eanbc.Ean13BarcodeWidget("123456789012").getBounds())
