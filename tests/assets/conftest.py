import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from tests.assets.site import make_site


@pytest.fixture(scope="package")
def site() -> Flask:
    return make_site()


@pytest.fixture
def visitor(site: Flask) -> FlaskClient:
    return site.test_client()


@pytest.fixture(scope="package")
def address(site: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, site, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="package")
def chromium(browser: Browser) -> Browser:
    """Return the browser of the run: a second one in the same process could not start."""
    return browser


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    """Yield a page 1280 pixels wide whose console must stay empty: violations of the policy are logged there."""
    context = chromium.new_context(base_url=address, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: messages.append(str(error)))
    yield page
    context.close()
    assert [words for words in messages if "status of 4" not in words and "status of 5" not in words] == []
