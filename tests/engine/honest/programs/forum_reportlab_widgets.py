from hashlib import sha256

from reportlab import rl_config
from reportlab.graphics import renderPDF, renderSVG, shapes
from reportlab.graphics.widgetbase import Widget
from reportlab.graphics.widgets import flags, signsandsymbols
from reportlab.graphics.widgets.grids import DoubleGrid
from reportlab.graphics.widgets.markers import makeMarker
from reportlab.lib import colors
from reportlab.lib.attrmap import AttrMap, AttrMapValue
from reportlab.lib.validators import isColor, isNumber

rl_config.invariant = 1


class Face(Widget):
    _attrMap = AttrMap(x=AttrMapValue(isNumber), y=AttrMapValue(isNumber), skin=AttrMapValue(isColor))

    def __init__(self):
        self.x = self.y = 50
        self.skin = colors.bisque

    def draw(self):
        group = shapes.Group(transform=[1, 0, 0, 1, self.x, self.y])
        group.add(shapes.Circle(0, 0, 40, fillColor=self.skin))
        group.add(shapes.Ellipse(0, 10, 5, 8, fillColor=colors.white))
        return group


face = Face()
for name, value in (("skin", "no colour"), ("mouth", 3)):
    try:
        setattr(face, name, value)
    except AttributeError as error:
        print(str(error).split("<")[0])
drawing = shapes.Drawing(300, 300)
drawing.add(face, name="face")
for n, kind in enumerate(("UK", "Japan")):
    flag = flags.Flag()
    flag.kind, flag.x, flag.y, flag.size = kind, 10 + n * 60, 120, 40
    drawing.add(flag)
for n, kind in enumerate((signsandsymbols.SmileyFace, signsandsymbols.StopSign, signsandsymbols.ArrowOne)):
    sign = kind()
    sign.x, sign.y, sign.size = 10 + n * 60, 200, 40
    drawing.add(sign)
for n, name in enumerate(("StarSix", "Cross", "Hexagon", "FilledDiamond")):
    marker = makeMarker(name, size=9)
    marker.x, marker.y = 200 + n * 15, 220
    drawing.add(marker)
drawing.add(DoubleGrid())
print(drawing.getBounds(), len(drawing.contents), drawing.face is face)
print(sha256(renderPDF.drawToString(drawing)).hexdigest(), sha256(renderSVG.drawToString(drawing).encode()).hexdigest())
