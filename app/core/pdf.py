"""PDFs from Typst templates."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import segno

from app.core import pdf_program

PROGRAM = Path(pdf_program.__file__)
# Wall-clock seconds. It takes a fifth of a second, more on a busy machine.
PATIENCE = 8
INK = "#1f2a24"
BREAK_HERE = "\N{ZERO WIDTH SPACE}"


class PdfFailed(Exception):
    """A PDF that could not be made in time."""


def make_pdf(template: Path, given: Mapping[str, Any]) -> bytes:
    """Return the PDF that a template makes of what it is given. Raises PdfFailed if that takes too long.

    The template reads it with `#let given = json(bytes(sys.inputs.given))`: texts, numbers, lists and dictionaries.
    """
    try:
        child = subprocess.run(  # noqa: S603  # our own program
            [sys.executable, "-I", str(PROGRAM)],
            input=json.dumps({"template": str(template), "given": given}).encode(),
            capture_output=True,
            timeout=PATIENCE,
            env={},
            check=True,
        )
    except subprocess.SubprocessError:
        raise PdfFailed from None
    return child.stdout


def breakable(text: str, most: int) -> str:
    """Return the text with places to break its words that are longer than `most` letters."""
    return re.sub(rf"\S{{{most}}}(?=\S)", lambda part: part[0] + BREAK_HERE, text)


def qr_code(url: str) -> segno.QRCode:
    """Return the QR code of a link. A quarter of it may be scratched or covered."""
    return segno.make_qr(url, error="q")


def qr_drawing(url: str) -> str:
    """Return the QR code of a link as SVG for a template: `image(bytes(given.code), format: "svg")`."""
    drawing = BytesIO()
    qr_code(url).save(drawing, kind="svg", border=0, dark=INK, xmldecl=False)
    return drawing.getvalue().decode()
