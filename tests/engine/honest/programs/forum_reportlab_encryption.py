from hashlib import sha256

from reportlab import rl_config
from reportlab.lib.pdfencrypt import StandardEncryption, encryptCanvas, computeO
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

rl_config.invariant = 1
for strength in (40, 128):
    lock = StandardEncryption("user", "owner", canPrint=0, canModify=0, canCopy=1, canAnnotate=0, strength=strength)
    page = Canvas("secret.pdf", encrypt=lock, invariant=1, pageCompression=0)
    page.setTitle("Hidden title")
    page.drawString(100, 700, "Hidden words")
    page.save()
    data = open("secret.pdf", "rb").read()
    print(strength, len(data), sha256(data).hexdigest(), b"Hidden" in data, b"/Filter /Standard" in data)
    print("  ", lock.permissionBits(), data.count(b"endobj"))
SimpleDocTemplate("story.pdf", encrypt="password").build([Paragraph("Secret story", getSampleStyleSheet()["Normal"])])
print(sha256(open("story.pdf", "rb").read()).hexdigest())
page = Canvas("later.pdf", invariant=1)
encryptCanvas(page, "u", "o", canCopy=0)
page.drawString(9, 9, "x")
page.save()
print(sha256(open("later.pdf", "rb").read()).hexdigest())
print(sha256(computeO("u", "o", 3)).hexdigest()[:16])
try:
    StandardEncryption("u", strength=256)
except Exception as error:
    print(type(error).__name__, error)
