from hashlib import sha256

from reportlab import rl_config
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.platypus import BaseDocTemplate, Frame, PageBreak, PageTemplate, Paragraph
from reportlab.platypus.doctemplate import LayoutError
from reportlab.platypus.tableofcontents import SimpleIndex, TableOfContents

rl_config.invariant = 1
styles = getSampleStyleSheet()


class Report(BaseDocTemplate):
    def __init__(self, name):
        super().__init__(name, title="Report")
        self.addPageTemplates(PageTemplate("page", [Frame(72, 72, 450, 650)]))

    def afterFlowable(self, flowable):
        level = {"Heading1": 0, "Heading2": 1}.get(getattr(flowable, "style", styles["Normal"]).name)
        if level is None or not isinstance(flowable, Paragraph):
            return
        text = flowable.getPlainText()
        key = f"{text} {self.page}"
        self.canv.bookmarkPage(key)
        self.canv.addOutlineEntry(text, key, level, closed=True)
        self.notify("TOCEntry", (level, text, self.page, key))


contents = TableOfContents(dotsMinLevel=0)
contents.levelStyles = [ParagraphStyle(f"level{n}", fontSize=12 - 2 * n, leftIndent=20 * n, leading=16) for n in range(2)]
index = SimpleIndex()
story = [contents, PageBreak()]
for chapter in ("Apples", "Pears", "Quinces"):
    story.append(Paragraph(chapter, styles["Heading1"]))
    for part in ("Grow", "Eat"):
        story.append(Paragraph(part, styles["Heading2"]))
        story.append(Paragraph(f"About <index item='{chapter},{part}'/> words. " * 90, styles["BodyText"]))
story += [PageBreak(), index]
report = Report("report.pdf")
report.multiBuild(story, canvasmaker=index.getCanvasMaker())
print(report.page, sha256(open("report.pdf", "rb").read()).hexdigest())
try:
    Report("bad.pdf").build([Paragraph("W", ParagraphStyle("huge", leading=900))])
except LayoutError as error:
    print("too large" in str(error))
