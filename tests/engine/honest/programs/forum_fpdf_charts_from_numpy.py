from datetime import datetime, timezone
from hashlib import sha256
from math import cos, pi, sin

import numpy as np
from fpdf import FPDF
from PIL import Image, ImageDraw

rng = np.random.default_rng(7)
steps = rng.normal(size=(3, 200)).cumsum(axis=1).round(6)


def line_chart(series, size=(600, 300)):
    image = Image.new("RGB", (size[0] * 2, size[1] * 2), "white")
    draw = ImageDraw.Draw(image)
    low, high = series.min(), series.max()
    for values, colour in zip(series, ("crimson", "teal", "orange")):
        xs = np.linspace(0, image.width - 1, len(values))
        ys = (high - values) / (high - low) * (image.height - 1)
        draw.line(list(map(tuple, np.column_stack([xs, ys]).round(2).tolist())), fill=colour, width=5, joint="curve")
    return image.resize(size, Image.Resampling.LANCZOS)


def pie(pdf, x, y, radius, parts):
    start = 0.0
    for name, part, colour in parts:
        end = start + 360 * part / sum(p for _, p, _ in parts)
        pdf.set_fill_color(*colour)
        pdf.solid_arc(x - radius, y - radius, 2 * radius, start, end, style="FD")
        middle = (start + end) / 2 * pi / 180
        pdf.text(x + (radius + 4) * cos(middle), y - (radius + 4) * sin(middle), name)
        start = end


pdf = FPDF(orientation="L")
pdf.set_creation_date(datetime(2024, 1, 1, tzinfo=timezone.utc))
pdf.add_page()
pdf.set_font("helvetica", "B", 16)
pdf.cell(0, 10, "Three random walks", align="C", new_x="LMARGIN", new_y="NEXT")
pdf.image(line_chart(steps), w=pdf.epw / 2)
pdf.set_font("helvetica", size=9)
with pdf.table(width=100, align="LEFT") as table:
    table.row(["walk", "mean", "std", "end"])
    for number, walk in enumerate(steps):
        table.row([str(number), *(f"{v:.3f}" for v in (walk.mean(), walk.std(), walk[-1]))])
pie(pdf, 220, 60, 25, [("a", 3, (200, 50, 50)), ("b", 5, (50, 200, 50)), ("c", 2, (50, 50, 200))])
data = bytes(pdf.output())
print(len(data), sha256(data).hexdigest(), steps[:, -1])
