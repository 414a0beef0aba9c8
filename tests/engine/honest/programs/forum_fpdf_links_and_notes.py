from datetime import datetime, timezone
from hashlib import sha256

from fpdf import FPDF
from fpdf.actions import GoToAction, NamedAction, URIAction
from fpdf.enums import AnnotationName, PageLayout, PageMode, TextMarkupType
from fpdf.transitions import BlindsTransition, DissolveTransition, SplitTransition

WHEN = datetime(2024, 1, 1, tzinfo=timezone.utc)
pdf = FPDF(unit="pt", format="letter")
pdf.set_creation_date(WHEN)
pdf.set_title("Links")
pdf.set_producer("this program")
pdf.set_lang("en-GB")
pdf.page_layout = PageLayout.TWO_COLUMN_LEFT
pdf.page_mode = PageMode.USE_OUTLINES
pdf.set_display_mode(zoom="fullpage", layout="continuous")
pdf.set_font("helvetica", size=14)
pdf.add_page(transition=DissolveTransition())
pdf.cell(text="external", link="https://example.org/?q=(a)&b=ü", new_x="LMARGIN", new_y="NEXT")
target = pdf.add_link()
pdf.cell(text="internal", link=target, new_x="LMARGIN", new_y="NEXT")
pdf.link(x=300, y=30, w=100, h=20, link=target, alt_text="an area", border_width=2)
pdf.text_annotation(x=100, y=130, text="Look here", name=AnnotationName.HELP, title="Ada", modification_time=WHEN)
pdf.free_text_annotation("Free words", x=100, y=200, w=150, h=30)
pdf.ink_annotation([(100, 250), (200, 300), (300, 250), (100, 250)], title="Lake")
for n, action in enumerate((NamedAction("NextPage"), URIAction("https://example.org"), GoToAction(dest="/XYZ"))):
    try:
        pdf.add_action(action, x=100, y=350 + 30 * n, w=80, h=20)
    except Exception as error:
        print(type(error).__name__, error)
with pdf.highlight("highlighted", type=TextMarkupType.SQUIGGLY, color=(1, 1, 0), modification_time=WHEN):
    pdf.text(100, 500, "marked text")
pdf.add_page(transition=SplitTransition("V", "O"), same=True)
pdf.set_link(target, y=100)
pdf.add_page(transition=BlindsTransition("H"))
data = bytes(pdf.output())
print(pdf.pages_count, len(data), sha256(data).hexdigest(), data.count(b"/Annot "))
