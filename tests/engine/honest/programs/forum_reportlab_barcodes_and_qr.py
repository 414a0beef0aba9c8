from hashlib import sha256

from reportlab.graphics import renderPDF, renderSVG
from reportlab.graphics.barcode import code39, code93, code128, common, createBarcodeDrawing, eanbc
from reportlab.graphics.barcode import getCodeNames, qr, usps, usps4s
from reportlab.graphics.shapes import Drawing
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

print(getCodeNames())
page = Canvas("codes.pdf", invariant=1)
y = 270 * mm
for code in (
    code39.Standard39("CODE39", stop=1, checksum=0),
    code93.Standard93("CODE93"),
    code128.Code128("Code 128", humanReadable=True),
    code128.Code128Auto("1234567890abc"),
    common.I2of5("1234567890"),
    common.Codabar("A12345B"),
    common.MSI("12345"),
    usps.FIM("A"),
    usps.POSTNET("55555-1237"),
    usps4s.USPS_4State("01234567094987654321", "01234567891"),
):
    code.drawOn(page, 20 * mm, y)
    print(type(code).__name__, round(code.width, 3), round(code.height, 3), code.value)
    y -= 18 * mm
page.showPage()
for n, level in enumerate("LMQH"):
    widget = qr.QrCodeWidget(f"https://example.org/?level={level}", barLevel=level, barBorder=2)
    left, bottom, right, top = widget.getBounds()
    size = 40 * mm
    drawing = Drawing(size, size, transform=[size / (right - left), 0, 0, size / (top - bottom), 0, 0])
    drawing.add(widget)
    renderPDF.draw(drawing, page, 20 * mm, (20 + n * 50) * mm)
    print(level, widget.qr.getModuleCount(), widget.qr.version)
for name, value in (("EAN13", "123456789012"), ("EAN8", "1234567"), ("UPCA", "01234567890"), ("ISBN", "978316148410")):
    drawing = createBarcodeDrawing(name, value=value, width=50 * mm, height=20 * mm)
    print(name, sha256(renderSVG.drawToString(drawing).encode()).hexdigest()[:16])
page.save()
print(sha256(open("codes.pdf", "rb").read()).hexdigest(), eanbc.Ean5BarcodeWidget("12345").getBounds())
