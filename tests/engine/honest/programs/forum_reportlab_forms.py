from hashlib import sha256

from reportlab.lib.colors import black, blue, lightgrey, magenta, pink, transparent, white
from reportlab.pdfgen.canvas import Canvas

page = Canvas("form.pdf", invariant=1)
page.setFont("Courier", 12)
form = page.acroForm
for n, (style, name) in enumerate((("check", "cat"), ("cross", "dog"), ("star", "fish"), ("diamond", "bird"))):
    y = 720 - 25 * n
    page.drawString(60, y, name)
    form.checkbox(
        name=name, tooltip=f"a {name}", x=150, y=y - 4, buttonStyle=style, borderStyle="bevelled", borderColor=magenta,
        fillColor=pink, textColor=blue, checked=n == 1, shape="square",
    )
for n, value in enumerate(("small", "large")):
    form.radio(
        name="size", tooltip="how big", value=value, selected=value == "large", x=60 + 90 * n, y=580, buttonStyle="circle",
        borderStyle="solid", shape="circle", borderColor=black, fillColor=white, textColor=blue,
    )
form.textfield(
    name="name", tooltip="the name", x=60, y=530, width=220, height=22, value="Rex (é)", maxlen=40,
    borderStyle="inset", fillColor=lightgrey, fontName="Helvetica", fontSize=12,
)
form.textfield(name="notes", x=60, y=440, width=220, height=70, fieldFlags="multiline", value="one\ntwo")
form.textfield(name="secret", x=60, y=400, width=120, height=20, fieldFlags="password required")
form.choice(
    name="town", x=300, y=530, width=120, height=20, value="a", options=[("Athens", "a"), ("Berlin", "b"), "Cairo"], fieldFlags="combo",
    borderWidth=1, fillColor=transparent,
)
form.listbox(name="list", x=300, y=440, width=120, height=70, value=["B"], options=["A", "B", "C"], fieldFlags="multiSelect")
page.showPage()
page.save()
data = open("form.pdf", "rb").read()
print(len(data), sha256(data).hexdigest())
print({kind: data.count(kind.encode()) for kind in ("/FT /Btn", "/FT /Tx", "/FT /Ch", "/Subtype /Widget")})
try:
    form.textfield(name="bad", fontName="Vera")
except (ValueError, KeyError) as error:
    print(type(error).__name__, error)
