import re

import pytest
from flask.testing import FlaskClient

from app.content.views import SLUGS
from app.identities import attempt_cookie
from app.identities.enums import Provider

TITLES = {
    "help": "Help",
    "cancellation": "Cancellation policy",
    "privacy": "Privacy",
    "health-data": "Consumer health data",
    "terms": "Terms",
    "venues": "For businesses",
}


@pytest.mark.parametrize("slug", SLUGS)
def test_each_text_page_has_its_title_one_heading_and_a_contact_address(client: FlaskClient, slug: str) -> None:
    page = client.get(f"/about/{slug}").text
    assert f"<title>{TITLES[slug]} · CozyWish</title>" in page
    assert page.count("<h1") == 1
    assert 'href="mailto:hello@cozywish.example' in page


@pytest.mark.parametrize("slug", SLUGS)
def test_each_text_page_is_linked_from_the_footer(client: FlaskClient, slug: str) -> None:
    assert f'href="/about/{slug}"' in client.get("/login").text


@pytest.mark.parametrize("slug", ["nothing", "_page", "../accounts/login", "help.html", "HELP"])
def test_unknown_text_page_is_not_found(client: FlaskClient, slug: str) -> None:
    assert client.get(f"/about/{slug}").status_code == 404


def test_privacy_page_names_every_cookie_that_we_set(client: FlaskClient) -> None:
    named = set(re.findall(r'<th scope="row">(\w+)</th>', client.get("/about/privacy").text))
    person = {"name": "Wren", "email": "wren@example.com", "password": "seven quiet hours"}
    registered = client.post("/register", data=person)
    client.post("/logout")
    answers = [
        registered,
        client.post("/login", data={**person, "remember": "y"}),
        client.post("/theme", data={"theme": "dark"}),
        client.get("/search?near=Portland, OR"),
    ]
    given = {header.split("=")[0] for answer in answers for header in answer.headers.getlist("Set-Cookie")}
    # The tests of login with Google and Apple see the others set.
    others = {f"{name}_{provider}" for name in (attempt_cookie.STATE, attempt_cookie.RESULT) for provider in Provider}
    assert given | others == named


def test_off_peak_line_of_the_business_page_has_a_text_alternative(client: FlaskClient) -> None:
    page = client.get("/about/venues").text
    assert 'class="quiet-line" role="img" aria-label="' in page
    assert "9" in re.findall(r'class="quiet-line" role="img" aria-label="([^"]+)"', page)[0]
