from reportlab.lib.pagesizes import A5
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.units import cm
from reportlab.platypus import (
    BaseDocTemplate, CondPageBreak, Frame, FrameBreak, HRFlowable, NextPageTemplate, PageTemplate, Paragraph, Preformatted,
)
from reportlab.platypus.tableofcontents import SimpleIndex, TableOfContents

styles = getSampleStyleSheet()


class Book(BaseDocTemplate):
    def afterFlowable(self, flowable):
        if isinstance(flowable, Paragraph) and flowable.style.name == "Heading1":
            self.notify("TOCEntry", (0, flowable.getPlainText(), self.page))


book = Book("book.pdf", pagesize=A5, title="A book")
width = A5[0] - 3 * cm
left, right = Frame(1 * cm, 1 * cm, width / 2, 18 * cm), Frame(2 * cm + width / 2, 1 * cm, width / 2, 18 * cm)
whole = Frame(1 * cm, 1 * cm, width, 18 * cm)
book.addPageTemplates([PageTemplate("plain", [whole]), PageTemplate("columns", [left, right])])
contents = TableOfContents()
story = [contents, NextPageTemplate("columns"), CondPageBreak(30 * cm)]
for chapter in range(4):
    story.append(Paragraph(f"Chapter {chapter}", styles["Heading1"]))
    story += [Paragraph(f"Words <index item='w{chapter}'/> &amp; more words. " * 12, styles["BodyText"])] * 4
    story += [HRFlowable(), FrameBreak()]
story.append(Preformatted("def f():\n    pass", styles["Code"]))
index = SimpleIndex()
book.multiBuild(story + [index], canvasmaker=index.getCanvasMaker())
print(book.page, open("book.pdf", "rb").read(5))
try:
    Paragraph("<b>not closed", styles["Normal"])
except ValueError as error:
    print(str(error).splitlines()[0][:50])
