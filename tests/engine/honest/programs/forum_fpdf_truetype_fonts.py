from datetime import datetime, timezone
from hashlib import sha256

import reportlab
from fpdf import FPDF

fonts = reportlab.__path__[0] + "/fonts/"
pdf = FPDF()
pdf.set_creation_date(datetime(2024, 1, 1, tzinfo=timezone.utc))
for style, file in (("", "Vera.ttf"), ("B", "VeraBd.ttf"), ("I", "VeraIt.ttf"), ("BI", "VeraBI.ttf")):
    pdf.add_font("Vera", style, fonts + file)
pdf.add_page()
pdf.set_font("Vera", size=14)
for text in ("English: Hello World", "Français: Où ça? Élève", "Deutsch: Größe, Übermut, ß", "Türkçe İ ı ş Ğ", "ligatures: fi fl ffi"):
    pdf.cell(text=text, new_x="LMARGIN", new_y="NEXT")
pdf.set_font(style="BI", size=20)
pdf.cell(text="Bold italics ½ × ¾ €", new_x="LMARGIN", new_y="NEXT")
pdf.set_font("Vera", "U", 12)
pdf.multi_cell(80, text="**bold** then __slanted__ words — “quoted”, in a justified block. " * 3, markdown=True, align="J")
print(pdf.get_string_width("Größe"), sorted(pdf.fonts), pdf.is_ttf_font, pdf.font_family, pdf.font_style)
pdf.set_fallback_fonts(["Vera"])
pdf.set_font("helvetica", size=12)
pdf.ln()
pdf.cell(text="core font", new_x="LMARGIN", new_y="NEXT")
pdf.set_text_shaping(False)
pdf.set_font("Vera", size=10)
pdf.cell(text="not shaped: fi\tfl", border=1)
pdf.set_char_spacing(1.5)
pdf.set_stretching(80)
pdf.cell(text="spaced and narrow")
with pdf.local_context(text_mode="STROKE", line_width=0.2, text_color=(255, 0, 0)):
    pdf.cell(text="outline")
data = bytes(pdf.output())
print(len(data), sha256(data).hexdigest(), data.count(b"/FontFile2"), b"MPDFAA+BitstreamVeraSans" in data)
for family, style, name in (("Vera", "X", "Vera.ttf"), ("Other", "", "Nope.ttf"), ("Odd", "", "zx______.pfb")):
    try:
        pdf.add_font(family, style, fonts + name)
        print("added", name)
    except Exception as error:
        print(type(error).__name__, str(error).replace(fonts, ""))
