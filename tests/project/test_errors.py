"""Tests that every error is a page with the right status that says what to do."""

import pytest
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from app import create_app
from app.web.errors import WORDS
from tests import database
from tests.factories import make_user
from tests.project.markup import Page
from tests.support import sign_in

NOWHERE = "postgresql://postgres@127.0.0.1:1/nowhere"
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def shown(client: FlaskClient, path: str, **headers: str) -> tuple[int, str]:
    response = client.get(path, headers=headers)
    assert response.mimetype == "text/html"
    return response.status_code, response.text


@pytest.mark.parametrize("signed_in", [False, True], ids=["anonymous", "signed-in"])
@pytest.mark.parametrize("status", sorted(WORDS))
def test_each_error_page_says_what_happened_and_what_to_do_next(
    strict: FlaskClient, status: int, signed_in: bool
) -> None:
    if signed_in:
        sign_in(strict, make_user())
    response = strict.get(f"/probes/status/{status}", headers={"X-Request-Id": "the-id-of-this"})
    page = Page(response.text)
    assert response.status_code == status
    assert response.mimetype == "text/html"
    assert str(WORDS[status].title) in page.title
    assert str(WORDS[status].message) in response.text
    assert "the-id-of-this" in response.text
    assert 'href="/search"' in response.text
    assert page.refused == []


@pytest.mark.parametrize(
    ("which", "status", "message"),
    [
        ("rule", 422, "Choose another time."),
        ("missing", 404, "There is no such venue."),
        ("foreign", 403, "This is another venue’s."),
        ("meanwhile", 409, "Somebody was quicker."),
        ("away", 503, "The payment service does not answer."),
    ],
)
def test_domain_errors_show_their_own_message(strict: FlaskClient, which: str, status: int, message: str) -> None:
    found, page = shown(strict, f"/probes/refuse/{which}")
    assert (found, message in page) == (status, True)


def test_a_status_without_its_own_copy_shows_the_page_for_400(strict: FlaskClient) -> None:
    status, page = shown(strict, "/probes/status/418")
    assert (status, str(WORDS[400].message) in page) == (418, True)


def test_the_page_for_500_shows_no_exception(strict: FlaskClient) -> None:
    status, page = shown(strict, "/probes/break")
    assert status == 500
    assert "secret" not in page
    assert "Traceback" not in page


def test_an_unhandled_exception_is_logged_as_an_error(strict: FlaskClient) -> None:
    with capture_logs() as events:
        strict.get("/probes/break", headers={"X-Request-Id": "the-id-of-this"})
    broken = next(event for event in events if event["event"] == "request failed")
    assert isinstance(broken["exc_info"], ZeroDivisionError)
    assert broken["log_level"] == "error"


def test_a_wrong_method_gets_405_with_the_allowed_methods(strict: FlaskClient) -> None:
    response = strict.get("/logout")
    assert response.status_code == 405
    assert "POST" in response.headers["Allow"]


def test_a_failed_page_links_to_itself(strict: FlaskClient) -> None:
    _, page = shown(strict, "/probes/break?day=2026-05-14")
    assert 'href="/probes/break?day=2026-05-14"' in page


@pytest.mark.parametrize(("host", "offered"), [("localhost", True), ("evil.example", False)])
def test_a_failed_form_links_to_its_page_but_never_to_another_site(
    strict: FlaskClient, host: str, offered: bool
) -> None:
    response = strict.post("/theme", headers={"Referer": f"http://{host}/cart?code=QUIET"})
    assert ('href="/cart?code=QUIET"' in response.text) is offered
    assert "evil.example" not in response.text


@pytest.mark.parametrize(("which", "status"), [("unique", 409), ("check", 500), ("value", 400), ("syntax", 500)])
def test_database_errors_get_a_status_that_fits_their_cause(strict: FlaskClient, which: str, status: int) -> None:
    assert shown(strict, f"/probes/database/{which}")[0] == status


def test_htmx_gets_errors_as_a_notice_instead_of_a_full_page(strict: FlaskClient) -> None:
    response = strict.get("/probes/refuse/meanwhile", headers=HTMX)
    assert response.status_code == 409
    assert response.headers["HX-Retarget"] == "#flash"
    assert "Somebody was quicker." in response.text
    assert "<html" not in response.text
    assert {"hx-request", "hx-request-type"} <= {name.strip().lower() for name in response.headers["Vary"].split(",")}


@pytest.mark.parametrize("path", ["/probes/echo?said=a%00b", "/probes/echo/%00", "/about/%00", "/login?next=%00"])
def test_a_url_with_a_nul_is_refused(strict: FlaskClient, path: str) -> None:
    assert shown(strict, path)[0] == 400


class TestWithoutDatabase:
    @pytest.fixture
    def away(self) -> FlaskClient:
        return create_app(database.settings_for(NOWHERE)).test_client()

    def test_readyz_shows_the_page_for_503(self, away: FlaskClient) -> None:
        status, page = shown(away, "/readyz", **{"X-Request-Id": "the-id-of-this"})
        assert status == 503
        assert str(WORDS[503].title) in page
        assert "the-id-of-this" in page

    def test_logged_in_visitors_with_a_cart_get_the_full_page_for_503(self, away: FlaskClient) -> None:
        with away.session_transaction() as cookie:
            cookie.update(_user_id="somebody", cart="something")
        status, page = shown(away, "/about/help")
        assert (status, str(WORDS[503].title) in page) == (503, True)
        assert "Find a time" in page, "the whole page, not the bare one"

    def test_other_errors_keep_their_status_and_message(self, away: FlaskClient) -> None:
        with away.session_transaction() as cookie:
            cookie.update(_user_id="somebody")
        status, page = shown(away, "/nowhere")
        assert (status, str(WORDS[404].message) in page) == (404, True)

    def test_healthz_reports_that_the_process_is_alive(self, away: FlaskClient) -> None:
        assert away.get("/healthz").json == {"status": "ok"}
