"""Static files served by this process: compressed once at build time, and cached by browsers forever."""

import re
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

from app.web import security

# File names contain a hash of the content: app-1A2B3C4D.css never changes.
HASHED = re.compile(r"-[0-9A-Z]{8}\.\w+$")


def init_app(app: Flask) -> None:
    """Serve /static/dist/ before a request reaches the application. Without a build, there is nothing to serve yet."""
    folder = Path(app.static_folder or "static") / "dist"
    hardening = security.headers(app.extensions["settings"])

    def harden(headers: Headers, _path: str, _url: str) -> None:
        for name, value in hardening.items():
            headers[name] = value
        headers[security.CORP] = security.ANY_SITE

    if folder.is_dir():
        app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
            app.wsgi_app,
            root=str(folder),
            prefix="static/dist/",
            autorefresh=app.debug,
            immutable_file_test=lambda _path, url: HASHED.search(url) is not None,
            add_headers_function=harden,
        )
