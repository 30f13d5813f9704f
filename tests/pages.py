"""Pages as readable text."""

import re
from html import unescape

from flask.testing import FlaskClient


def read(client: FlaskClient, path: str) -> str:
    """Return the text of a page's main content, without markup."""
    response = client.get(path)
    assert response.status_code == 200
    main = response.text[response.text.index("<main") :]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)))


def flashed(client: FlaskClient, path: str) -> str:
    """Return the text of a page's flash messages."""
    shown = client.get(path).text.partition('id="flash"')[2].partition("<template")[0]
    return " ".join(re.findall(r'class="text">([^<]*)', shown))
