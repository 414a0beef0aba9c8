import textwrap
from hashlib import sha256

from PIL import Image, ImageDraw, ImageFont

QUOTE = (
    "The competent programmer is fully aware of the strictly limited size of his own skull; "
    "therefore he approaches the programming task in full humility."
)


def wrap_by_pixels(text, font, width):
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if font.getlength(longer) <= width:
            line = longer
        else:
            lines.append(line)
            line = word
    return [*lines, line]


def biggest_font(draw, text, box):
    for size in range(60, 6, -1):
        font = ImageFont.load_default(size)
        lines = "\n".join(wrap_by_pixels(text, font, box[0]))
        left, top, right, bottom = draw.multiline_textbbox((0, 0), lines, font=font, spacing=6)
        if right - left <= box[0] and bottom - top <= box[1]:
            return size, font, lines
    raise ValueError("does not fit")


W, H = 500, 240
card = Image.new("RGBA", (W, H), (250, 240, 220, 255))
draw = ImageDraw.Draw(card)
size, font, lines = biggest_font(draw, QUOTE, (W - 60, H - 90))
print("size", size)
print(lines)
draw.multiline_text((W / 2, 20), lines, font=font, fill="#333", anchor="ma", align="center", spacing=6)
draw.text((W - 30, H - 20), "— E. W. Dijkstra", font=ImageFont.load_default(18), fill="navy", anchor="rs")
draw.text((30, H - 20), "1972", font=ImageFont.load_default(22), fill="white", stroke_width=2, stroke_fill="black", anchor="ls")
for align in ("left", "center", "right"):
    picture = Image.new("L", (200, 60))
    ImageDraw.Draw(picture).text((4, 4), "one\nlonger line\nx", fill=255, align=align)
    print(align, picture.getbbox(), sha256(picture.tobytes()).hexdigest()[:12])
print(textwrap.fill(QUOTE, 40))
print(draw.textlength("naïve café", font=font), sha256(card.tobytes()).hexdigest())
