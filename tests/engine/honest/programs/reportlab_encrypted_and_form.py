from reportlab.lib.colors import black, white
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen import canvas

page = canvas.Canvas("form.pdf")
page.drawString(50, 700, "Name:")
page.acroForm.textfield(name="name", x=100, y=690, width=200, height=20, borderColor=black, fillColor=white)
page.acroForm.checkbox(name="agree", x=100, y=650, checked=True)
page.save()
data = open("form.pdf", "rb").read()
print(data.count(b"/FT /Tx"), data.count(b"/FT /Btn"), b"/AcroForm" in data)
secret = canvas.Canvas("secret.pdf", encrypt=StandardEncryption("reader", "owner", canPrint=0))
secret.drawString(50, 700, "hidden")
secret.save()
print(b"/Encrypt" in open("secret.pdf", "rb").read())
