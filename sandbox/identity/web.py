"""The stand-in as a Flask application."""

from collections.abc import Mapping
from pathlib import Path

from flask import Flask, jsonify
from flask.typing import ResponseReturnValue

from sandbox import assets
from sandbox.identity import control, pages
from sandbox.identity.clients import AppleClient, Client, GoogleClient
from sandbox.identity.oauth import ProviderServer
from sandbox.identity.state import EXTENSION, State

CALLBACK = "/login/with/{}/callback"


def create_app(environment: Mapping[str, str], *, site: str, data: Path | None) -> Flask:
    """Return the stand-in for the application at `site`. Its keys and secrets are in `environment`, by its settings."""
    app = Flask(__name__)
    app.extensions[EXTENSION] = State(data)
    clients: dict[str, Client] = {
        "google": GoogleClient(
            environment["GOOGLE_CLIENT_ID"],
            environment["GOOGLE_CLIENT_SECRET"],
            redirect_uri=site + CALLBACK.format("google"),
        ),
        "apple": AppleClient(
            environment["APPLE_CLIENT_ID"],
            team_id=environment["APPLE_TEAM_ID"],
            key_id=environment["APPLE_KEY_ID"],
            private_key=environment["APPLE_PRIVATE_KEY"],
            redirect_uri=site + CALLBACK.format("apple"),
        ),
    }
    app.extensions[pages.SERVERS] = {name: ProviderServer(app, name, client) for name, client in clients.items()}
    app.register_blueprint(assets.bp)
    app.register_blueprint(pages.bp)
    app.register_blueprint(control.bp)
    app.add_url_rule("/healthz", view_func=healthz)
    return app


def healthz() -> ResponseReturnValue:
    return jsonify({"status": "ok"})
