# attach: {"labels.csv": "name;T;5;5;60;11;helvetica;12;1;0;0;0;16777215;L;nobody;2;0\nbox;B;2;2;70;35;;0.5;0;0;0;0;16777215;C;;0;0\ncode;C39;8;16;60;26;;1;0;0;0;0;16777215;L;*X*;3;0\n"}
# stdin: "Ada 17\nAlan 23\nGrace 42\nEdsger 5\n"
from datetime import datetime, timezone
from hashlib import sha256

from fpdf import FPDF, FlexTemplate

pdf = FPDF()
pdf.set_creation_date(datetime(2024, 1, 1, tzinfo=timezone.utc))
pdf.add_page()
pdf.set_font("helvetica", size=10)
label = FlexTemplate(pdf)
label.parse_csv("labels.csv", delimiter=";")
print(sorted(element["name"] for element in label.elements))
count = 0
while True:
    try:
        name, number = input("person? ").split()
    except EOFError:
        print()
        break
    label["name"] = name
    label["code"] = f"*{name[:2].upper()}{number}*"
    label.render(offsetx=10 + count % 2 * 90, offsety=10 + count // 2 * 50, rotate=-5 * count, scale=1 + count / 10)
    count += 1
data = bytes(pdf.output())
print(count, len(data), sha256(data).hexdigest())
try:
    label["phone"] = "123"
except Exception as error:
    print(type(error).__name__, error)
try:
    label.parse_csv("nothing.csv")
except FileNotFoundError as error:
    print(error)
