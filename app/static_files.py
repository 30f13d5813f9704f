"""Static files from this process: compressed once when they were built, and kept by browsers for good."""

import re
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

from app import security

# Names carry a hash of what is in them: app-1A2B3C4D.css never changes.
HASHED = re.compile(r"-[0-9A-Z]{8}\.\w+$")


def init_app(app: Flask) -> None:
    """Answer /static/dist/ before the application is asked; without a build there is nothing to serve yet."""
    folder = Path(app.static_folder or "static") / "dist"
    hardening = security.headers(app.extensions["settings"])

    def harden(headers: Headers, _path: str, _url: str) -> None:
        for name, value in hardening.items():
            headers[name] = value

    if folder.is_dir():
        app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
            app.wsgi_app,
            root=str(folder),
            prefix="static/dist/",
            autorefresh=app.debug,
            immutable_file_test=lambda _path, url: HASHED.search(url) is not None,
            add_headers_function=harden,
        )
