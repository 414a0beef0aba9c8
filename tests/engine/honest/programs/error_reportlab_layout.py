from reportlab.pdfgen import canvas

page = canvas.Canvas("x.pdf")
page.setFont("NoSuchFont", 12)
