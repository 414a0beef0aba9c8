"""Touch what is lazy in the libraries, once in the zygote, so that no run pays for it and none needs to load it."""

from __future__ import annotations

import gc
import io
import os
import time
from collections.abc import Callable
from typing import Any

from ..child import program
from ..stock import Part, Stock
from . import neutral, shared_heap, submodules


def touch(stock: Stock) -> None:
    """Use each library once, in memory; no file, no random state, no clock is left changed."""
    program.make_site_builtins()
    time.strptime("2000-01-01", "%Y-%m-%d")
    os.environ["LC_ALL"] = "C"  # the locale of dates and numbers that needs no file, for those who ask for the user's
    if stock is Stock.LEAN:
        return
    _numpy()
    image = _pillow()
    _reportlab(image)
    _fpdf(image)


def _numpy() -> None:
    import numpy

    square = numpy.eye(8) + 1.0
    numpy.linalg.solve(square, square)
    numpy.linalg.eigh(square)
    numpy.linalg.svd(square)
    numpy.fft.fft(square)
    str(square @ square)


def _pillow() -> Any:
    from PIL import Image, ImageDraw, ImageFont

    Image.init()
    image = Image.new("RGB", (16, 16), "white")
    ImageDraw.Draw(image).text((0, 0), "x", font=ImageFont.load_default())
    for kind in ("PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP", "PDF", "AVIF"):
        stream = io.BytesIO()
        image.save(stream, kind)
        if kind != "PDF":
            Image.open(io.BytesIO(stream.getvalue())).load()
    setattr(Image, "_initialized", 0)  # noqa: B010 - a program's own first use imports the plugins, which binds them
    return image


def _reportlab(image: Any) -> None:
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    for name in pdfmetrics.standardFonts:
        pdfmetrics.stringWidth("x", name, 10)
    TTFont("Vera", "Vera.ttf")
    canvas = Canvas(io.BytesIO())
    canvas.drawString(10, 10, "x")
    canvas.drawImage(ImageReader(image), 0, 0)
    canvas.save()
    story = [Paragraph("x <b>y</b>", getSampleStyleSheet()["Normal"]), Table([["x"]])]
    SimpleDocTemplate(io.BytesIO()).build(story)


def _fpdf(image: Any) -> None:
    from fpdf import FPDF

    document = FPDF()
    document.add_page()
    document.set_font("helvetica", size=10)
    document.cell(text="x")
    document.image(image, w=10)
    document.output()


def warm(parts: tuple[Part, ...], names: dict[str, str]) -> None:
    """Run the rows of `warm`, each of which finds `names`."""
    for part in parts:
        _run_rows("warm", part, part.rows.warm, lambda code: _run_with(code, names))


def _run_with(code: str, names: dict[str, str]) -> None:
    scope: dict[str, object] = dict(names)
    exec(compile(code, neutral.OURS, "exec"), scope)  # nosec B102 - a row of ours or the operator's
    for name in names:  # functions that it leaves tell programs of no folder
        scope.pop(name, None)


def rehearse(parts: tuple[Part, ...], run: Callable[[str], None]) -> None:
    """Do what programs do first, by `run`, until the interpreter has adapted the libraries' code to it (PEP 659).

    Until then it counts in the code itself, and each child would copy every page of it.
    """
    gc.freeze()  # what it leaves in cycles is collected, without a look at all that was loaded before
    gc.enable()
    with submodules.binding_nothing():
        for part in parts:
            _run_rows("rehearse", part, part.rows.rehearse * shared_heap.REHEARSALS, run)
    gc.collect()
    gc.disable()
    gc.unfreeze()


def _run_rows(table: str, part: Part, rows: tuple[str, ...], run: Callable[[str], None]) -> None:
    """Run the code of some rows.

    Raises:
        ConfigurationError: one of them fails.
    """
    for code in rows:
        with part.row(table, f"{code.strip().partition('\n')[0]} …"):
            run(code)
