"""A file name, address or path that a documented library cannot have is an error that can be caught."""

from __future__ import annotations

import pytest
from pysandbox.engine.models import RunRequest, TerminationReason
from pysandbox.engine.sandbox import Sandbox

CALLS = {
    "numpy": (
        "import numpy as np, numpy.ma, numpy.matlib\nfrom numpy.lib import npyio, format as npf\n",
        [
            "np.loadtxt(X)",
            "np.genfromtxt(X)",
            "np.load(X)",
            "np.load(X, mmap_mode='r')",
            "np.save(X, 1)",
            "np.savez(X, 1)",
            "np.savez_compressed(X, 1)",
            "np.savetxt(X, [1])",
            "np.fromfile(X)",
            "np.ones(1).tofile(X)",
            "np.ones(1).dump(X)",
            "np.memmap(X)",
            "np.memmap(X, mode='w+', shape=3)",
            "np.fromregex(X, '(.)', [('a', 'S1')])",
            "npyio.DataSource().open(X)",
            "npyio.DataSource('.').open(X)",
            "npyio.DataSource(None).exists(X) or 1 / 0",
            "npf.open_memmap(X)",
            "np.rec.fromfile(X, formats='i4')",
            "np.recfromcsv(X)",
        ],
    ),
    "Pillow": (
        "from PIL import Image, ImageFont, ImageCms, ImagePalette, TarIO, WalImageFile\ni = Image.new('RGB', (9, 9))\n",
        [
            "Image.open(X)",
            "i.save(X, 'PNG')",
            "i.save(X, 'PDF')",
            "i.save(X, 'TIFF')",
            "ImageFont.truetype(X)",
            "ImageFont.load(X)",
            "ImageFont.load_path(X)",
            "ImageCms.getOpenProfile(X)",
            "ImageCms.ImageCmsProfile(X)",
            "ImagePalette.load(X)",
            "TarIO.TarIO(X, 'a')",
            "WalImageFile.open(X)",
            "i._dump()",
            "i.show()",
            "i.save('a.eps'); Image.open('a.eps').load()",
        ],
    ),
    "reportlab": (
        """from reportlab.lib.utils import *
from reportlab.lib import utils
from reportlab.platypus import *
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.graphics import renderPM, renderPDF, renderSVG, renderPS
from reportlab.graphics.shapes import Drawing
from reportlab.lib.styles import getSampleStyleSheet as S
""",
        [
            "ImageReader(X)",
            "open_for_read(X)",
            "rlUrlRead(X)",
            "Image(X).wrap(9, 9)",
            "c = Canvas('a.pdf'); c.drawImage(X, 0, 0)",
            "c = Canvas('a.pdf'); c.drawInlineImage(X, 0, 0)",
            "c = Canvas(X); c.drawString(1, 1, 'x'); c.save()",
            "TTFont('a', X)",
            "pdfmetrics.EmbeddedType1Face(X, X)",
            "SimpleDocTemplate(X).build([Spacer(1, 1)])",
            "SimpleDocTemplate('b.pdf').build([Paragraph('<img src=\"' + X + '\"/>', S()['Normal'])])",
            "renderPDF.drawToFile(Drawing(9, 9), X)",
            "renderSVG.drawToFile(Drawing(9, 9), X)",
            "renderPS.drawToFile(Drawing(9, 9), X)",
            "utils.recursiveImport('os.path2')",
        ],
    ),
    "fpdf": (
        "from fpdf import *\nimport fpdf, fpdf.svg, fpdf.template\np = FPDF(); p.add_page(); p.set_font('Helvetica')\n",
        [
            "p.image(X)",
            "p.add_font('a', fname=X)",
            "p.output(X)",
            "p.write_html('<img src=\"' + X + '\">'); p.output()",
            "p.embed_file(X)",
            "p.file_attachment_annotation(X, 1, 1)",
            "fpdf.svg.SVGObject.from_file(X)",
            "p.sign_pkcs12(X, b'')",
            "t = Template(); t.parse_csv(X)",
            "t = Template(); t.parse_json(X)",
            "p.set_image_filter('DCTDecode'); p.image(X)",
            "fpdf.FPDF(); p.set_page_background(X); p.add_page(); p.output()",
        ],
    ),
    "standard": (
        "import uuid, json, ast, calendar, hashlib, random, datetime, secrets, string\n",
        [
            "open(X)",
            "open(X, 'w')",
            "open(X, 'a+b')",
            "json.load(open(X))",
            "hashlib.file_digest(open(X, 'rb'), 'sha256')",
        ],
    ),
}
NAMES = (
    "https://example.org/points.csv",
    "http://127.0.0.1:9/x.png",
    "ftp://example.org/x.csv.gz",
    "file:///etc/passwd",
    "/etc/passwd",
    "/nowhere/x.png",
    "../x.png",
    "missing/x.png",
)
RUNNER = """
{start}
for X in {names!r}:
    for call in {calls!r}:
        try:
            exec(call)
        except BaseException as error:
            print(type(error).__mro__[-3].__name__, end=' ')
        else:
            print(f'[{{call}} {{X}}]', end=' ')
print('end')
"""


@pytest.mark.parametrize("library", CALLS)
def test_it_can_be_caught(shared_sandbox: Sandbox, library: str) -> None:
    start, calls = CALLS[library]
    missing = []
    for name in NAMES:
        result = shared_sandbox.run(RunRequest(RUNNER.format(start=start, names=(name,), calls=calls)))
        if not result.stdout.endswith(b"end\n") or result.termination_reason is not TerminationReason.COMPLETED:
            missing.append((name, result.stdout[-300:], result.stderr[-600:], result.violation))
        words = set(result.stdout.decode().split())
        assert words & {"Exception", "SyntaxError", "OSError"}, result.stdout.decode()
    assert missing == []


@pytest.mark.parametrize("call", ["np.loadtxt", "np.genfromtxt", "np.lib.npyio.DataSource('.').open"])
def test_an_address_is_an_error_of_the_system(shared_sandbox: Sandbox, call: str) -> None:
    code = (
        "import numpy as np\nprint('reading')\n"
        f"try:\n    table = {call}('https://example.org/points.csv')\n"
        "except OSError as error:\n    print('offline:', type(error).__name__)\n    table = np.zeros((2, 2))\n"
        "print(table.sum())"
    )
    result = shared_sandbox.run(RunRequest(code))
    assert result.stdout.decode() == "reading\noffline: PermissionError\n0.0\n", result.stderr.decode()
