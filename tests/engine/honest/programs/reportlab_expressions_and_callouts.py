# Expressions that reportlab evaluates, macros on a canvas and callouts of a legend: they look at their callers.
from reportlab.lib.rl_safe_eval import rl_safe_eval, rl_safe_exec, safer_globals
from reportlab.lib.utils import find_locals
print(rl_safe_eval("1+2*3"), rl_safe_eval("[x*x for x in range(4)]"), sorted(k for k in safer_globals() if not k.startswith("_")))
print(rl_safe_eval("a+b", {"a": 1}, {"b": 2}), rl_safe_eval("a", l={"a": 4}))
for text in ("A", "__import__('os')", "().__class__"):
    try:
        print(rl_safe_eval(text))
    except Exception as error:
        print(type(error).__name__, error)
def outer():
    secret = 12
    return find_locals(lambda L: L.get("secret"))
print(outer())
try:
    find_locals(lambda L: None)
except ValueError as error:
    print(error)
from reportlab.platypus import SimpleDocTemplate, Macro, Paragraph
from reportlab.lib.styles import getSampleStyleSheet
doc = SimpleDocTemplate("x.pdf", invariant=1)
doc.build([Macro("canvas.setTitle('by macro')"), Paragraph("x", getSampleStyleSheet()["Normal"]), Macro("canvas.drawString(1, 1, 'x' * 3)")])
print(open("x.pdf", "rb").read().count(b"by macro"))
from reportlab.graphics.charts.legends import Legend, LegendSwatchCallout
from reportlab.lib import colors
seen = []
class Callout(LegendSwatchCallout):
    def __call__(self, legend, g, thisx, y, i, colName, swatch):
        seen.append(self._legendValues(legend, "dx", "dy", "columnMaximum", "thisx", "y"))
legend = Legend()
legend.swatchCallout = Callout()
legend.colorNamePairs = [(colors.red, "red"), (colors.blue, "blue")]
legend.draw()
print(seen)
