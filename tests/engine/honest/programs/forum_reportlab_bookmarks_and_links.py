from hashlib import sha256

from reportlab.lib.colors import red
from reportlab.pdfgen.canvas import Canvas

page = Canvas("outline.pdf", pagesize=(400, 300), invariant=1, bottomup=1, pageCompression=0)
page.setTitle("Outline")
page.setViewerPreference("FitWindow", "true")
page.setPageTransition("Dissolve", duration=2)
for chapter in range(1, 4):
    key = f"chapter{chapter}"
    page.bookmarkPage(key)
    page.addOutlineEntry(f"Chapter {chapter}", key, level=0, closed=chapter == 2)
    page.drawString(50, 250, f"Chapter {chapter}")
    for section in range(1, 3):
        y = 250 - 60 * section
        page.bookmarkHorizontal(f"{key}.{section}", 0, y + 20)
        page.addOutlineEntry(f"Section {chapter}.{section}", f"{key}.{section}", 1)
        page.drawString(70, y, f"Section {chapter}.{section}")
    page.linkAbsolute("next", f"chapter{chapter % 3 + 1}", (300, 20, 380, 40), Border="[0 0 1]")
    page.drawString(300, 25, "next →")
    page.linkURL("https://example.org/?a=(1)", (50, 20, 150, 40), relative=0, thickness=1, color=red)
    page.highlightAnnotation("look", (50, 245, 120, 262))
    page.textAnnotation("a note", (200, 200, 220, 220), addtopage=1, name=f"n{chapter}")
    page.addPageLabel(chapter - 1, style="ROMAN_LOWER", start=chapter)
    page.showPage()
page.bookmarkPage("late", fit="FitR", left=10, bottom=10, right=200, top=200)
page.addOutlineEntry("Late", "late")
page.showOutline()
page.beginForm("stamp", 0, 0, 100, 100)
page.setFillAlpha(0.3)
page.drawString(0, 0, "DRAFT")
page.endForm()
page.doForm("stamp")
page.setPageRotation(90)
print(page.hasForm("stamp"), page.getPageNumber())
page.save()
data = open("outline.pdf", "rb").read()
print(len(data), sha256(data).hexdigest(), data.count(b"/Subtype /Link"), b"/PageMode /UseOutlines" in data)
broken = Canvas("broken.pdf", invariant=1)
broken.linkAbsolute("x", "nowhere", (0, 0, 9, 9))
try:
    broken.save()
except ValueError as error:
    print(error)
