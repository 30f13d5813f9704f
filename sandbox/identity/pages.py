"""The addresses of a provider: discovery, keys, the page where a person chooses an account, and the token endpoint."""

import json
import time
from urllib.parse import parse_qs, urlencode, urlsplit

from authlib.oauth2 import OAuth2Error
from flask import Blueprint, Response, current_app, jsonify, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from sandbox.identity.oauth import ProviderServer
from sandbox.identity.people import SUGGESTED, Person, person
from sandbox.identity.state import PROVIDERS, current, issuer_of
from sandbox.identity.tokens import ALGORITHM

bp = Blueprint("pages", __name__)

SERVERS = "identity_servers"
POLICY = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'"
FIRST_NAMES = 1  # words of a name; the rest is the last name


@bp.get("/")
def home() -> ResponseReturnValue:
    return page("message.html", title="The identity sandbox is running", message="It has nothing to show here.")


@bp.get("/<name>/.well-known/openid-configuration")
def discovery(name: str) -> ResponseReturnValue:
    if trouble := failing(name, "discovery"):
        return trouble
    issuer = issuer_of(name)
    document = {
        "issuer": current().providers[name].fault.issuer or issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "jwks_uri": f"{issuer}/keys",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "form_post"],
        "subject_types_supported": ["pairwise" if name == "apple" else "public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "scopes_supported": ["openid", "email", "name" if name == "apple" else "profile"],
        "token_endpoint_auth_methods_supported": list(server_of(name).client.auth_methods),
    }
    if name == "google":
        document["code_challenge_methods_supported"] = ["plain", "S256"]
    return jsonify(document)


@bp.get("/<name>/keys")
def keys(name: str) -> ResponseReturnValue:
    if trouble := failing(name, "keys"):
        return trouble
    return jsonify(current().providers[name].keys.published())


@bp.post("/<name>/token")
def token(name: str) -> ResponseReturnValue:
    if trouble := failing(name, "token"):
        return trouble
    answer: ResponseReturnValue = server_of(name).create_token_response()
    return answer


@bp.route("/<name>/authorize", methods=["GET", "POST"])
def authorize(name: str) -> ResponseReturnValue:
    """Show the accounts, or send the person back with a code for the one that they chose."""
    known(name)
    server = server_of(name)
    try:
        grant = server.get_consent_grant(end_user=person(name, email="nobody@example.com", name="Nobody"))
        check_mode(name)
    except OAuth2Error as error:
        message = error.description or error.error
        return page("message.html", title="This request is not valid", message=message, status=400)
    asked = request.values
    if request.method == "GET":
        return page("choose.html", name=name, provider=PROVIDERS[name], people=SUGGESTED, client=asked["client_id"])
    if request.form.get("answer") == "cancel":
        denied = "user_cancelled_authorize" if name == "apple" else "access_denied"
        return onward({"error": denied, "state": asked.get("state", "")})
    who = chosen(name)
    response = server.create_authorization_response(grant_user=who, grant=grant)
    answer = {key: values[0] for key, values in parse_qs(urlsplit(response.headers["Location"]).query).items()}
    if name == "apple" and "name" in asked.get("scope", "") and current().known.is_first_time(who.subject):
        answer["user"] = json.dumps(name_of(who))
    return onward(answer)


def chosen(name: str) -> Person:
    """Return the account that was chosen by its button, or typed."""
    email, full_name = request.form.get("email", ""), request.form.get("name", "")
    if picked := request.form.get("person"):
        full_name, email = next(pair for pair in SUGGESTED if pair[1] == picked)
    return person(name, email=email, name=full_name, hide_email=bool(request.form.get("hide_email")))


def name_of(who: Person) -> dict[str, object]:
    first, *others = who.name.split(" ", FIRST_NAMES)
    return {"name": {"firstName": first, "lastName": " ".join(others)}, "email": who.email}


def check_mode(name: str) -> None:
    """Refuse what Apple refuses: a name or an email address may not be sent in a URL."""
    if name == "apple" and request.values.get("response_mode") != "form_post":
        raise OAuth2Error("response_mode must be form_post when name or email scope is requested.")


def onward(answer: dict[str, str]) -> ResponseReturnValue:
    """Send the person back to the application: by a redirect, or by a form that the page posts."""
    target = request.values["redirect_uri"]
    if request.values.get("response_mode") != "form_post":
        return redirect(f"{target}?{urlencode(answer)}", 302)
    return page("post.html", target=target, answer=answer, script=True)


def failing(name: str, endpoint: str) -> Response | None:
    """Record the request. Return the answer of a provider that a test made fail, after the wait that it set."""
    known(name)
    provider = current().providers[name]
    provider.requests.append(endpoint)
    time.sleep(provider.fault.seconds)
    if provider.fault.status != 200:
        # A status of 3xx needs an address to redirect to.
        return Response("Service unavailable", provider.fault.status, {"Location": "/"}, content_type="text/plain")
    return None


def known(name: str) -> None:
    if name not in PROVIDERS:
        raise NotFound


def server_of(name: str) -> ProviderServer:
    server: ProviderServer = current_app.extensions[SERVERS][name]
    return server


def page(template: str, *, status: int = 200, script: bool = False, **context: object) -> Response:
    """Render a page whose forms may lead only to this server and to where the application asked to send people."""
    response = make_response(render_template(template, **context), status)
    target = urlsplit(request.values.get("redirect_uri", ""))
    forms = f"'self' {target.scheme}://{target.netloc}" if target.netloc and status == 200 else "'self'"
    policy = f"{POLICY}; script-src 'self'" if script else POLICY
    response.headers["Content-Security-Policy"] = f"{policy}; form-action {forms}"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
