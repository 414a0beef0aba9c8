from hashlib import sha256

from PIL import Image as Picture
from reportlab import rl_config
from reportlab.lib.colors import lightyellow, red
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.platypus import (
    BalancedColumns, CondPageBreak, Flowable, HRFlowable, Image, Indenter, KeepInFrame, KeepTogether, ListFlowable,
    ListItem, PageBreak, Paragraph, SimpleDocTemplate, XPreformatted,
)
from reportlab.platypus.flowables import DocAssign, DocExec, DocPara, ImageAndFlowables

rl_config.invariant = 1
styles = getSampleStyleSheet()
normal = styles["Normal"]
Picture.linear_gradient("L").save("gradient.png")


class Box(Flowable):
    def __init__(self, size):
        super().__init__()
        self.width = self.height = size

    def draw(self):
        self.canv.setStrokeColor(red)
        self.canv.rect(0, 0, self.width, self.height)


words = "The quick brown fox jumps. "
story = [
    HRFlowable(width="80%", thickness=2, color=red, dash=2),
    Box(40),
    KeepTogether([Paragraph(words * 3, normal), Box(20)]),
    Indenter(left=30),
    Paragraph(words * 5, ParagraphStyle("boxed", normal, backColor=lightyellow, borderWidth=1)),
    Indenter(left=-30),
    ListFlowable([ListItem(Paragraph(w, normal), value=5 + n) for n, w in enumerate("abc")], bulletType="A"),
    ListFlowable([Paragraph("x", normal), ListFlowable([Paragraph("y", normal)], start="circle")]),
    Image("gradient.png", 60, 60, hAlign="LEFT"),
    ImageAndFlowables(Image("gradient.png", 50, 50), [Paragraph(words * 6, normal)], imageSide="left"),
    KeepInFrame(200, 40, [Paragraph(words * 8, normal)]),
    CondPageBreak(400),
    BalancedColumns([Paragraph(words * 9, normal)] * 2),
    XPreformatted("a\n  <b>b</b>\n    c", styles["Code"]),
    DocAssign("i", 41),
    DocExec("i += 1"),
    DocPara("i"),
    PageBreak(),
]
SimpleDocTemplate("flow.pdf", title="Flow").build(story)
data = open("flow.pdf", "rb").read()
print(len(data), sha256(data).hexdigest())
