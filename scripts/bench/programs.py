"""What is timed: programs, their input, and how often each is run."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image

ALL_LIBRARIES = "import numpy, PIL.Image, reportlab.pdfgen.canvas, fpdf"
GREY = 'from PIL import Image\nImage.open("photo.jpg").convert("L").save("grey.jpg")'
PDF = """from reportlab.pdfgen.canvas import Canvas
canvas = Canvas("two.pdf")
for page in (1, 2):
    for line in range(40):
        canvas.drawString(72, 760 - 16 * line, f"page {page}, line {line}")
    canvas.showPage()
canvas.save()"""
COPY = 'data = open("in.bin", "rb").read()\nopen("out.bin", "wb").write(data)'
FILE_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Program:
    """A program with the files that it gets and gives, and the share of the rounds that it takes part in.

    `burst` is how many runs are timed together when several callers come at a time.
    """

    name: str
    code: str
    share: float = 1.0
    files: dict[str, bytes] = field(default_factory=dict, repr=False)
    returns: tuple[str, ...] = ()
    burst: int = 60


def photo() -> bytes:
    """A JPEG of 2000 x 1500 pixels that compresses as a photograph does."""
    noise = random.Random(1)
    small = Image.frombytes("RGB", (200, 150), noise.randbytes(200 * 150 * 3))
    stream = BytesIO()
    small.resize((2000, 1500), Image.Resampling.BICUBIC).save(stream, "JPEG", quality=85)
    return stream.getvalue()


def programs() -> list[Program]:
    """All of them, in the order of the table."""
    return [
        Program("hello", 'print("hello")', burst=300),
        Program("import numpy", "import numpy", 0.5),
        Program("all libraries", ALL_LIBRARIES, 0.25),
        Program("grey 2000x1500 JPEG", GREY, 0.4, {"photo.jpg": photo()}, ("grey.jpg",)),
        Program("two-page PDF", PDF, 0.3, returns=("two.pdf",)),
        Program("8 MB in and out", COPY, 0.4, {"in.bin": random.Random(2).randbytes(FILE_BYTES)}, ("out.bin",)),
    ]
