from hashlib import sha256

from reportlab import rl_config
from reportlab.lib.pagesizes import A5
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.units import cm, mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, NextPageTemplate, PageBreak, PageTemplate, Paragraph

rl_config.invariant = 1


class NumberedCanvas(Canvas):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._saved = []

    def showPage(self):
        self._saved.append(dict(self.__dict__))
        self._startPage()

    def save(self):
        for state in self._saved:
            self.__dict__.update(state)
            self.setFont("Helvetica", 7)
            self.drawRightString(A5[0] - 1 * cm, 8 * mm, f"Page {self._pageNumber} of {len(self._saved)}")
            super().showPage()
        super().save()


seen = []


def heading(canvas, document):
    canvas.saveState()
    canvas.setFont("Times-Italic", 8)
    canvas.drawString(1 * cm, A5[1] - 8 * mm, f"{document.title} – {document.pageTemplate.id}")
    canvas.restoreState()
    seen.append((document.page, document.pageTemplate.id))


width, height = A5[0] - 2 * cm, A5[1] - 3 * cm
document = BaseDocTemplate("numbered.pdf", pagesize=A5, title="Numbered", _pageBreakQuick=0)
first = PageTemplate("first", Frame(1 * cm, 1 * cm, width, height / 2, id="low", showBoundary=1), onPage=heading)
columns = [Frame(1 * cm + n * width / 2, 1 * cm, width / 2, height, id=f"c{n}") for n in range(2)]
document.addPageTemplates([first, PageTemplate("two", columns, onPage=heading, onPageEnd=lambda c, d: c.circle(9, 9, 3))])
text = getSampleStyleSheet()["BodyText"]
story = [Paragraph("First. " * 60, text), NextPageTemplate(["two", "*", "first"]), PageBreak()]
story += [Paragraph(f"Part {n}. " * 90, text) for n in range(6)]
document.build(story, canvasmaker=NumberedCanvas)
print(seen)
print(sha256(open("numbered.pdf", "rb").read()).hexdigest())
