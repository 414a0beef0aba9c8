from datetime import datetime, timezone
from hashlib import sha256

from fpdf import FPDF, FontFace, TextStyle
from PIL import Image

Image.linear_gradient("L").resize((60, 40)).save("grey.png")
pdf = FPDF()
pdf.set_creation_date(datetime(2024, 1, 1, tzinfo=timezone.utc))
pdf.add_page()
pdf.write_html(
    """
<h1>Big title</h1>
<section><h2>Section title</h2>
<p><b>Hello</b> world. <u>I am</u> <i>tired</i>, <s>x</s> H<sub>2</sub>O, x<sup>2</sup>, &eacute; &amp; &lt;.</p>
<p align="right" line-height="2">right aligned</p>
<p style="text-align: center">centred <font color="#00ff00" face="times" size="18">green</font></p>
<ul type="circle"><li>an item</li><li>nested<ol type="A" start="3"><li>three</li><li>four</li></ol></li></ul>
<dl><dt>Term</dt><dd>Definition</dd></dl>
<center><img src="grey.png" width="60" height="40"></center>
<blockquote>Quoted words</blockquote>
<pre><code class="language-python">for i in range(3):
    print(i)</code></pre>
<a href="https://example.org">link</a><br><hr>
<table border="1" align="left" width="80%" cellpadding="2">
<thead><tr><th width="30%">ID</th><th width="70%" align="left">Name</th></tr></thead>
<tbody><tr><td>1</td><td bgcolor="#ffeecc">Alice</td></tr><tr><td colspan="2" align="center">both</td></tr></tbody>
</table>
</section>""",
    tag_styles={
        "h1": TextStyle(color=(148, 139, 139), font_size_pt=32, t_margin=4, b_margin=2),
        "code": FontFace(color="#aa0000", family="courier"),
    },
)
data = bytes(pdf.output())
print(pdf.pages_count, round(pdf.get_y(), 3), len(data), sha256(data).hexdigest())
for bad in ('<img src="missing.png">', "<table><td>x</td></table>", "<li>alone</li>", "<font face='nothing'>x</font>", "<unknown>y</unknown>"):
    page = FPDF()
    page.add_page()
    try:
        page.write_html(bad)
        print(bad, "is taken", round(page.get_y(), 2))
    except Exception as error:
        print(bad, type(error).__name__, error)
