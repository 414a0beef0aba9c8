import numpy, PIL, reportlab, fpdf, math, statistics, decimal, fractions, numbers, random
import datetime, time, calendar, string, re, textwrap, unicodedata, collections, itertools
import functools, operator, bisect, heapq, array, hashlib, base64, uuid, secrets, json, ast
import typing, enum, dataclasses, copy, pprint
from PIL import Image, ImageDraw
from reportlab.pdfgen import canvas

rows = json.loads('[["bolt", 12, "0.25"], ["nut", 40, "0.10"]]')
total = sum(count * decimal.Decimal(price) for _, count, price in rows)
image = Image.fromarray((numpy.outer(range(16), range(16))).astype("uint8"))
ImageDraw.Draw(image).line((0, 0, 15, 15), fill=255)
image.save("plot.png")
page = canvas.Canvas("first.pdf")
page.drawString(72, 720, f"Total {total}")
page.drawImage("plot.png", 72, 600)
page.save()
pdf = fpdf.FPDF()
pdf.add_page()
pdf.set_font("helvetica", size=12)
for name, count, price in rows:
    pdf.cell(text=f"{name} {count} {price}")
pdf.image("plot.png")
pdf.output("second.pdf")
for name in ("plot.png", "first.pdf", "second.pdf"):
    with open(name, "rb") as file:
        print(name, file.read(4))
print(total, hashlib.sha256(image.tobytes()).hexdigest())
