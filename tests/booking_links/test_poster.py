"""The poster with a QR code, as a PDF."""

from itertools import product
from typing import Any

import pypdfium2
import pytest
from flask.testing import FlaskClient
from PIL import Image

from app.accounts.models import User
from app.core import pdf
from app.core.db import session
from app.core.pdf import qr_code
from app.venues.models import Venue
from tests.factories import make_venue
from tests.support import sign_in

URL = "http://localhost/venues/hazel-bodywork"
LETTER, A4 = (612, 792), (595, 842)
DARK = 100


@pytest.fixture
def venue(client: FlaskClient) -> Venue:
    venue = make_venue(slug="hazel-bodywork", phone="(503) 555-0142")
    sign_in(client, session.get_one(User, venue.owner_id))
    return venue


def pdf_page(client: FlaskClient, paper: str) -> Any:
    session.commit()
    response = client.get(f"/venue/booking-links/poster.pdf?paper={paper}")
    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == 'attachment; filename="hazel-bodywork-poster.pdf"'
    document = pypdfium2.PdfDocument(response.data)
    assert len(document) == 1
    return document[0]


def words(page: Any) -> str:
    return " ".join(page.get_textpage().get_text_range().split())


@pytest.mark.parametrize(("paper", "size"), [("letter", LETTER), ("a4", A4), ("../etc", LETTER)])
def test_poster_has_one_page_of_the_chosen_paper(
    client: FlaskClient, venue: Venue, paper: str, size: tuple[int, int]
) -> None:
    page = pdf_page(client, paper)
    assert tuple(round(side) for side in page.get_size()) == size


def test_poster_names_the_venue_its_address_and_its_link(client: FlaskClient, venue: Venue) -> None:
    said = words(pdf_page(client, "letter"))
    for text in ("Hazel Bodywork", "Book online anytime", "3128 SE Division St", "(503) 555-0142", URL[7:]):
        assert text in said


def test_code_on_the_poster_is_that_of_the_link(client: FlaskClient, venue: Venue) -> None:
    picture = pdf_page(client, "letter").render(scale=4).to_pil().convert("L")
    assert modules(picture) == [[bool(dark) for dark in row] for row in qr_code(URL).matrix]


@pytest.mark.parametrize(
    "name", ["#pagebreak() #sys.inputs.code $x$ *b* \\ @a", "Łukasz & Đẹp’s Thermal Bath", "W" * 120]
)
def test_any_name_is_text_on_one_page(client: FlaskClient, venue: Venue, name: str) -> None:
    venue.name = name
    said = words(pdf_page(client, "letter")).replace("\u200b", "").replace(" ", "")
    assert name.replace(" ", "") in said


def test_poster_that_takes_too_long_is_refused_with_what_to_do(
    client: FlaskClient, venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "PATIENCE", 0.001)
    session.commit()
    response = client.get("/venue/booking-links/poster.pdf")
    assert response.status_code == 503
    assert "We couldn’t make the poster just now." in response.text


def modules(picture: Image.Image) -> list[list[bool]]:
    """Read the QR code of a poster: find its square, then sample the middle of each module."""
    size = len(qr_code(URL).matrix)
    left, top, side = square(picture)
    step = side / size

    def is_dark(row: int, column: int) -> bool:
        at = int(left + (column + 0.5) * step), int(top + (row + 0.5) * step)
        return int(picture.getpixel(at)) < DARK  # type: ignore[arg-type]

    found = [[False] * size for _ in range(size)]
    for row, column in product(range(size), repeat=2):
        found[row][column] = is_dark(row, column)
    return found


def square(picture: Image.Image) -> tuple[int, int, float]:
    """Return the left, the top and the side of the QR code. Its top is the first row with a finder pattern."""
    width_of_code = round(92 / 25.4 * 72 * 4)
    left = (picture.width - width_of_code) // 2
    row_of_finder = width_of_code / len(qr_code(URL).matrix) * 7 * 0.9
    pixels = picture.load()
    assert pixels is not None
    top = next(
        y
        for y in range(picture.height)
        if all(int(pixels[left + 3 + x, y]) < DARK for x in range(int(row_of_finder)))  # type: ignore[call-overload]
    )
    return left, top, width_of_code
