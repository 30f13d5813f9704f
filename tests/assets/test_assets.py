import json
import os
import re
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from app.web.assets import NotBuilt, asset, icon
from tests.assets.site import make_site


@pytest.fixture
def built(tmp_path: Path) -> Flask:
    write(tmp_path, {"app.css": "app-1A2B3C4D.css", "icons.svg": "icons-5E6F7A8B.svg"}, ["star"])
    return make_site(tmp_path)


def write(static: Path, files: dict[str, str], icons: list[str]) -> None:
    path = static / "dist" / "manifest.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"files": files, "icons": icons}))
    os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns + 1_000_000))


def test_an_asset_has_a_hashed_url(built: Flask) -> None:
    with built.test_request_context():
        assert asset("app.css") == "/static/dist/app-1A2B3C4D.css"


def test_an_icon_is_hidden_unless_it_has_a_label(built: Flask) -> None:
    use = '<use href="/static/dist/icons-5E6F7A8B.svg#star"/></svg>'
    with built.test_request_context():
        assert icon("star") == f'<svg class="icon" aria-hidden="true">{use}'
        labelled = icon("star", 'Rated "best"')
    assert labelled == f'<svg class="icon" role="img" aria-label="Rated &#34;best&#34;">{use}'


def test_templates_can_use_assets_and_icons(built: Flask) -> None:
    with built.test_request_context():
        html = render_template_string("{{ asset('app.css') }} {{ icon('star') }}")
    assert html.startswith("/static/dist/app-1A2B3C4D.css <svg")


def test_a_missing_build_raises_an_error_that_says_what_to_run(tmp_path: Path) -> None:
    with (
        make_site(tmp_path).test_request_context(),
        pytest.raises(NotBuilt, match=r"Run `node scripts/build_assets.mjs`"),
    ):
        asset("app.css")


def test_errors_name_unknown_files_and_icons(built: Flask) -> None:
    with built.test_request_context():
        with pytest.raises(NotBuilt, match=r"no file “nowhere.css”"):
            asset("nowhere.css")
        with pytest.raises(NotBuilt, match=r"no icon “unicorn”.*icons.json"):
            icon("unicorn")


def test_the_manifest_is_read_once_and_in_debug_mode_after_each_build(built: Flask, tmp_path: Path) -> None:
    with built.test_request_context():
        asset("app.css")
        write(tmp_path, {"app.css": "app-99999999.css"}, [])
        assert asset("app.css") == "/static/dist/app-1A2B3C4D.css"
        built.debug = True
        assert asset("app.css") == "/static/dist/app-99999999.css"


def test_the_components_page_is_not_found_in_production() -> None:
    site = make_site()
    assert site.test_client().get("/_components/").status_code == 200
    site.testing = False
    assert site.test_client().get("/_components/").status_code == 404


@pytest.mark.parametrize("path", ["/_components/", "/_answers/"])
def test_pages_contain_nothing_that_the_security_policy_forbids(visitor: FlaskClient, path: str) -> None:
    html = visitor.get(path).text
    assert re.findall(r"\sstyle=|<style|\son\w+=|hx-on|javascript:", html) == []
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", html))


def test_the_error_page_does_not_use_the_database(site: Flask) -> None:
    """The page is also shown when the database is unavailable, so it must not look up the user or the cart."""

    class Unreachable:
        def __getattr__(self, name: str) -> object:
            raise ConnectionError(name)

        def __html__(self) -> str:
            raise ConnectionError("rendered")

    page = {"status": 503, "title": "We cannot do this right now", "message": "Try again.", "request_id": "8f2"}
    with site.test_request_context():
        template = site.jinja_env.get_template("errors/error.html")
        html = template.render(page, way_on=[("Home", "/")], current_user=Unreachable(), cart_count=Unreachable())
    assert "We cannot do this right now" in html
    assert "8f2" in html


def test_an_error_page_renders_without_a_user_and_a_cart(site: Flask) -> None:
    with site.test_request_context():
        template = site.jinja_env.get_template("errors/error.html")
        html = template.render(status=404, title="Nothing here", message="It moved.", way_on=[], request_id="")
    assert 'href="/login"' in html
    assert 'id="cart-count"' not in html
