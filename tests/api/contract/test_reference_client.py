"""The reference page's own client, step by step, with a photo as large as cameras make them."""

from __future__ import annotations

import base64
import io
import random

import httpx
from PIL import Image

SANDBOX_CODE = """
from PIL import Image
try:
    with Image.open('input_photo.jpg') as img:
        grayscale_img = img.convert('L')
        grayscale_img.save('output_grayscale.png')
        print("Image successfully converted to grayscale.")
except Exception as e:
    print(f"An unexpected error occurred: {e}")
"""
SIZE = (3648, 2736)


def photo() -> bytes:
    """About 7 MB of JPEG whose grey PNG is larger than any attachment may be."""
    grain = Image.frombytes("L", SIZE, random.Random(7).randbytes(SIZE[0] * SIZE[1]))
    stream = io.BytesIO()
    grain.convert("RGB").save(stream, "JPEG", quality=85)
    return stream.getvalue()


def test_a_large_photo_comes_back_grey(uvicorn_url: str) -> None:
    sent = photo()
    assert 6_000_000 < len(sent) < 8 * 1024 * 1024
    payload = {
        "code": SANDBOX_CODE,
        "attachments": [{"filename": "input_photo.jpg", "content_base_64": base64.b64encode(sent).decode("utf-8")}],
        "return_files": ["output_grayscale.png"],
    }
    response = httpx.post(f"{uvicorn_url}/execute", json=payload, timeout=60)
    assert response.status_code == 200, response.text[:500]
    data = response.json().get("execution_details", {})
    assert data.get("stdout", "").strip() == "Image successfully converted to grayscale."
    grey = base64.b64decode(data["output_files"]["output_grayscale.png"]["content_base64"])
    assert len(grey) > 8 * 1024 * 1024
    with Image.open(io.BytesIO(grey)) as image:
        assert (image.format, image.mode, image.size) == ("PNG", "L", SIZE)
