from hashlib import sha256

from reportlab import rl_config
from reportlab.lib.rl_safe_eval import rl_safe_eval
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate
from reportlab.platypus.flowables import DocAssert, DocAssign, DocExec, DocIf, DocPara, DocWhile

rl_config.invariant = 1
normal = getSampleStyleSheet()["Normal"]
story = [
    DocAssign("i", 3),
    DocWhile("i", [DocPara("i", format="The value of i is %(__expr__)d", style=normal), DocExec("i-=1")]),
    DocIf("i > 3", Paragraph("more than three", normal), Paragraph("not more than three", normal)),
    DocPara("'page %d' % doc.page", style=normal, escape=True),
    DocPara("doc.canv._pagesize[0] > 500", style=normal),
    DocAssert("i == 0", "i should be nothing"),
]
SimpleDocTemplate("story.pdf").build(story)
print(sha256(open("story.pdf", "rb").read()).hexdigest())
for expression in ("1 + 2 * 3", "[n * n for n in range(5)]", "name.upper()", "().__class__", "open('x')", "1 +", "9 ** 9999"):
    try:
        print(expression, "=", rl_safe_eval(expression, g={}, l={"name": "ada"}))
    except Exception as error:
        print(expression, type(error).__name__, error)
try:
    SimpleDocTemplate("wrong.pdf").build([DocExec("i = nothing")])
except NameError as error:
    print(str(error).strip())
