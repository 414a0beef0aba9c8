import reportlab
from fpdf import FPDF, FPDFException, HTMLMixin

folder = reportlab.__path__[0] + "/fonts/"
pdf = FPDF()
pdf.add_page()
pdf.add_font("Vera", fname=folder + "Vera.ttf")
pdf.add_font("Vera", style="B", fname=folder + "VeraBd.ttf")
pdf.set_font("Vera", size=14)
pdf.cell(text="Größe ½ — “quoted”", new_x="LMARGIN", new_y="NEXT")
pdf.set_font("Vera", "B", 14)
pdf.cell(text="bold", new_x="LMARGIN", new_y="NEXT")
pdf.set_font("helvetica", size=12)
pdf.write_html(
    """<h1>Title</h1><p>Some <b>bold</b>, <i>italic</i> and <a href="https://example.org">a link</a>.</p>
<ul><li>one</li><li>two</li></ul><ol><li>first</li></ol>
<table border="1"><thead><tr><th width="50%">a</th><th width="50%">b</th></tr></thead>
<tbody><tr><td>1</td><td>2</td></tr></tbody></table><hr><pre>code</pre><blockquote>said</blockquote>"""
)
pdf.output("page.pdf")
data = open("page.pdf", "rb").read()
print(data[:5], b"BitstreamVera" in data or b"Vera" in data, pdf.page_no(), round(pdf.get_y(), 3))
print(sorted(pdf.fonts))
try:
    pdf.set_font("nowhere", size=3)
except FPDFException as error:
    print(error)
try:
    pdf.add_font("Other", fname="missing.ttf")
except FileNotFoundError as error:
    print(error)
