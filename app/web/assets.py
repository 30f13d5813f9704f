"""The built front end: its files, its icons, and the component gallery."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Blueprint, Flask, abort, current_app, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

BUILD = "node scripts/build_assets.mjs"
# The current time in the component gallery: an afternoon in Portland, 1:12 PM there.
SAMPLE_NOW = datetime(2026, 5, 14, 20, 12, tzinfo=UTC)
SAMPLE_TIMES = {"at": SAMPLE_NOW, "hold_ends": SAMPLE_NOW + timedelta(minutes=27, seconds=14)}

bp = Blueprint("components", __name__, url_prefix="/_components")


class NotBuilt(RuntimeError):
    """A missing front end, or one that lacks a file or icon that a template needs.

    The message names the command to run.
    """


@dataclass(frozen=True)
class Manifest:
    """The output of a build."""

    files: dict[str, str]  # app.css -> its address, /static/dist/app-1A2B3C4D.css
    icons: frozenset[str]


class Assets:
    """The manifest of `static/dist`, read on first use and, in debug mode, again after each build."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "manifest.json"
        self._read_at: int | None = None
        self._manifest: Manifest | None = None

    def manifest(self) -> Manifest:
        """Return the manifest. Raises NotBuilt if it is missing."""
        if self._manifest is None or (current_app.debug and self._changed_at() != self._read_at):
            self._read_at, self._manifest = self._changed_at(), self._read()
        return self._manifest

    def _changed_at(self) -> int:
        try:
            return self._path.stat().st_mtime_ns
        except FileNotFoundError:
            raise NotBuilt(f"The front end is not built: {self._path} is missing. Run `{BUILD}`.") from None

    def _read(self) -> Manifest:
        content = json.loads(self._path.read_text())
        folder = f"{current_app.static_url_path}/dist"
        addresses = {name: f"{folder}/{hashed}" for name, hashed in content["files"].items()}
        return Manifest(files=addresses, icons=frozenset(content["icons"]))


def init_app(app: Flask) -> None:
    """Register `asset()` and `icon()` for templates, and the /_components/ page."""
    app.extensions["assets"] = Assets(Path(app.static_folder or "static") / "dist")
    app.jinja_env.globals.update(asset=asset, icon=icon)
    app.register_blueprint(bp)


def manifest() -> Manifest:
    """Return the current application's manifest."""
    assets: Assets = current_app.extensions["assets"]
    return assets.manifest()


def asset(name: str) -> str:
    """Return the URL of a built file, including its hash: app.css -> /static/dist/app-1A2B3C4D.css. Raises NotBuilt."""
    try:
        return manifest().files[name]
    except KeyError:
        raise NotBuilt(f"The front end has no file “{name}”. Add it under static/src and run `{BUILD}`.") from None


def icon(name: str, label: str | None = None) -> Markup:
    """Return an icon of the sprite, hidden from assistive technology unless it has a label. Raises NotBuilt."""
    if name not in manifest().icons:
        raise NotBuilt(f"The sprite has no icon “{name}”. Add it to static/src/icons.json and run `{BUILD}`.")
    heard = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return Markup(f'<svg class="icon" {heard}><use href="{escape(asset("icons.svg"))}#{name}"/></svg>')  # noqa: S704


@bp.before_request
def developers_only() -> None:
    if not (current_app.debug or current_app.testing):
        abort(404)


@bp.get("/")
def index() -> ResponseReturnValue:
    return render_template("components.html", **SAMPLE_TIMES)
