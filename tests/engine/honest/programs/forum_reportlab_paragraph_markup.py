from hashlib import sha256

from reportlab import rl_config
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate

rl_config.invariant = 1
sheet = getSampleStyleSheet()
sheet.add(ParagraphStyle(name="Justify", parent=sheet["Normal"], alignment=TA_JUSTIFY, firstLineIndent=18, leading=16))
sheet.add(ParagraphStyle(name="Middle", parent=sheet["Normal"], alignment=TA_CENTER, textColor="navy"), alias="mid")
sheet.add(ParagraphStyle(name="Right", parent=sheet["Normal"], alignment=TA_RIGHT, spaceBefore=6, spaceAfter=12))
texts = [
    "<b>bold</b> <i>italic</i> <u>under</u> <b><i>both</i></b>",
    "H<sub>2</sub>O, E = mc<super>2</super>, x<sub rise='4' size='6'>i</sub>",
    "<a href='https://example.org'>a link</a>, <link href='#x'>inside</link><a name='x'/>",
    "Greek: <greek>abc</greek> &alpha;&beta;&gamma; &copy; &eacute; &#8364; &lt;tag&gt; &amp;",
    "<para align='center' spaceb='6' fontSize='12'>own <br/>line <br clear='all'/> breaks</para>",
    "<span backColor='yellow' fontSize=13>marked</span> <u color='red' width='1.5' offset='-3'>fancy</u> <nobr>not broken</nobr>",
    "<seq id='figure'/>, <seq id='figure'/>, <seqreset id='figure'/><seq id='figure'/>",
]
story = [Paragraph(text, sheet[name]) for text in texts for name in ("Normal", "Justify", "mid", "Right")]
story.append(Paragraph("Words " * 80, sheet["Justify"]))
for paragraph in story[::4]:
    print([round(v, 3) for v in paragraph.wrap(200, 1000)], repr(paragraph.getPlainText(identify=True)[:50]))
SimpleDocTemplate("markup.pdf").build(story)
print(sha256(open("markup.pdf", "rb").read()).hexdigest())
for wrong in ("<b>open", "<nothing>x</nothing>", "<font size='big'>x</font>", "a < b"):
    try:
        print(wrong, "→", Paragraph(wrong, sheet["Normal"]).getPlainText())
    except ValueError as error:
        print(wrong, "→", str(error).split("\n")[-1])
