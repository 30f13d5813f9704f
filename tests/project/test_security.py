"""Tests for security headers, cookies, local paths, hosts and network limits."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import BadSignature, URLSafeTimedSerializer
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import make_url
from sqlalchemy.dialects.postgresql.psycopg2 import PGDialect_psycopg2
from werkzeug.exceptions import BadRequest

from app import create_app
from app.accounts.models import User
from app.core.errors import NotFound
from app.core.urls import local_path
from app.reminders.signed import person_of, token_for
from app.web.assets import manifest
from app.web.cookies import CookieSessions
from app.web.load_shedding import Minute
from app.web.security import refuse_hosts_except, trusted_hosts
from config import Settings
from tests import database
from tests.factories import make_user
from tests.project import probes
from tests.support import sign_in

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PATHS = {
    "page": "/about/help",
    "form": "/login",
    "redirect": "/probes/providers",
    "to the right slash": "/cart",
    "not found": "/nowhere",
    "wrong method": "/logout",
    "broken": "/probes/break",
    "refused": "/probes/refuse/meanwhile",
    "health": "/healthz",
    "no photo": "/photos/nothing.webp",
}


def directives(policy: str) -> dict[str, list[str]]:
    return {name: values for name, *values in (part.split() for part in policy.split(";"))}


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_every_kind_of_response_has_the_security_headers(strict: FlaskClient, path: str) -> None:
    response = strict.get(path)
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    assert "camera=()" in response.headers["Permissions-Policy"]


def test_no_page_may_be_read_by_other_sites(strict: FlaskClient) -> None:
    response = strict.get("/about/help", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in response.headers


def test_trace_is_refused(strict: FlaskClient) -> None:
    assert strict.open("/login", method="TRACE").status_code == 405


def test_static_files_have_the_security_headers(strict_app: Flask, strict: FlaskClient) -> None:
    with strict_app.app_context():
        address = manifest().files["app.css"]
    response = strict.get(address)
    assert response.status_code == 200
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    assert "Content-Security-Policy" in response.headers


def test_the_policy_allows_no_inline_and_no_foreign_code(strict: FlaskClient) -> None:
    policy = directives(strict.get("/about/help").headers["Content-Security-Policy"])
    assert all(not value.startswith("'unsafe-") for values in policy.values() for value in values)
    assert policy["script-src"] == policy["style-src"] == policy["default-src"] == ["'self'"]
    assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == ["'none'"]


def test_the_policy_lets_forms_lead_to_stripes_pages(database_url: str) -> None:
    origins = {"stripe_checkout_origin": "http://127.0.0.1:9001", "stripe_connect_origin": "http://127.0.0.1:9002"}
    app = create_app(database.settings_for(database_url, **origins))
    policy = directives(app.test_client().get("/healthz").headers["Content-Security-Policy"])
    assert policy["form-action"] == ["'self'", *origins.values()]


def test_pages_are_private_and_vary_on_the_cookie(strict: FlaskClient) -> None:
    response = strict.get("/about/help")
    assert "private" in response.headers["Cache-Control"]
    assert "Cookie" in response.headers["Vary"], "the theme and the person are in it"


@pytest.fixture(scope="module")
def https(database_url: str) -> Settings:
    return database.settings_for(database_url, base_url="https://www.example.com")


def test_cookies_are_http_only_same_site_and_secure_over_https(https: Settings, strict: FlaskClient) -> None:
    client = create_app(https).test_client()
    plain = strict.get("/login").headers["Set-Cookie"]
    secure = client.get("/login", base_url="https://www.example.com").headers["Set-Cookie"]
    assert all(word in plain for word in ("HttpOnly", "SameSite=Lax"))
    assert all(word in secure for word in ("HttpOnly", "SameSite=Lax", "Secure"))
    assert "Secure" not in plain
    assert (plain.partition("=")[0], secure.partition("=")[0]) == ("cozywish", "__Host-cozywish")
    assert "Path=/" in secure, "or browsers refuse the prefix"
    assert "Domain" not in secure


def test_signatures_of_a_fallback_secret_key_stay_valid(database_url: str, strict: FlaskClient) -> None:
    former, new = "former-key-former-key-former-key-1", "new-key-new-key-new-key-new-key-2"
    apps = [
        create_app(database.settings_for(database_url, secret_key=key, secret_key_fallbacks=fallbacks))
        for key, fallbacks in ((former, ""), (new, former), (new, ""))
    ]
    with apps[0].app_context():
        link = token_for(User(public_id="P-NOBODY"))
    signed = signing(apps[0]).dumps({"cart": "kept"})
    assert signing(apps[1]).loads(signed) == {"cart": "kept"}
    with apps[1].app_context(), pytest.raises(NotFound, match="account no longer exists"):
        person_of(link)
    with pytest.raises(BadSignature):
        signing(apps[2]).loads(signed)
    with apps[2].app_context(), pytest.raises(NotFound, match="link is incomplete"):
        person_of(link)


def signing(app: Flask) -> URLSafeTimedSerializer:
    found = CookieSessions().get_signing_serializer(app)
    assert found is not None
    return found


def test_responses_over_https_require_https_from_then_on(https: Settings, strict: FlaskClient) -> None:
    client = create_app(https).test_client()
    header = client.get("/healthz").headers["Strict-Transport-Security"]
    assert header == "max-age=31536000; includeSubDomains"
    assert "Strict-Transport-Security" not in strict.get("/healthz").headers


@pytest.mark.parametrize(
    "inside", ["/", "/cart", "/venues/alder?day=2026-05-14#times", "/search?q=a%20b", "/caf%C3%A9"]
)
def test_paths_on_this_site_are_local(inside: str) -> None:
    assert local_path(inside) == inside


@pytest.mark.parametrize(
    "outside",
    [
        None,
        "",
        "cart",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/a\r\nSet-Cookie: x=1",
        "/ /evil.example",
    ],
)
def test_other_addresses_are_not_local(outside: str | None) -> None:
    assert local_path(outside) is None


FORWARDED = {
    "X-Forwarded-For": "192.0.2.1, 198.51.100.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "www.example.com",
}


@pytest.mark.parametrize(("proxies", "whence"), [(0, "127.0.0.1 http localhost"), (1, "198.51.100.7 https localhost")])
def test_forwarded_headers_count_only_from_trusted_proxies(
    strict: FlaskClient, database_url: str, proxies: int, whence: str
) -> None:
    app = create_app(database.settings_for(database_url, trusted_proxies=proxies))
    app.register_blueprint(probes.bp)
    assert app.test_client().get("/probes/whence", headers=FORWARDED).text == whence


@pytest.mark.parametrize(
    ("host", "in_tests", "in_production"),
    [
        ("www.example.com", 200, 200),
        ("WWW.Example.com:443", 200, 200),
        ("localhost:8000", 200, 400),
        ("127.0.0.1:8000", 200, 400),
        ("[::1]:8000", 200, 400),
        ("evil.example", 400, 400),
        ("www.example.com.evil.example", 400, 400),
        ("[", 400, 400),
    ],
)
def test_only_trusted_hosts_get_an_answer(
    database_url: str, https: Settings, strict: FlaskClient, host: str, in_tests: int, in_production: int
) -> None:
    production = database.settings_for(database_url, COZYWISH_ENV="production", base_url="https://www.example.com")
    for settings, status in ((https, in_tests), (production, in_production)):
        refuse = refuse_hosts_except(trusted_hosts(settings))
        for path, expected in (("/login", status), ("/healthz", 200)):
            with strict.application.test_request_context(path, headers={"Host": host}):
                try:
                    refuse()
                except BadRequest:
                    assert expected == 400, (path, host)
                else:
                    assert expected == 200, (path, host)


def test_another_host_gets_400_except_for_the_health_check(strict: FlaskClient) -> None:
    assert strict.get("/login", headers={"Host": "evil.example"}).status_code == 400
    assert strict.get("/healthz", headers={"Host": "10.0.0.7:8000"}).status_code == 200


def test_pages_for_logged_in_users_are_not_stored(strict: FlaskClient) -> None:
    sign_in(strict, make_user())
    assert strict.get("/bookings/").headers["Cache-Control"] == "private, no-store"
    assert strict.get("/about/help").headers["Cache-Control"] == "private, no-cache", "back and forward stay quick"


def test_a_network_may_open_a_limited_number_of_costly_pages_a_minute(database_url: str, strict: FlaskClient) -> None:
    client = create_app(database.settings_for(database_url, network_limit=2)).test_client()

    def status(ip: str, path: str = "/robots.txt") -> int:
        return client.get(path, environ_base={"REMOTE_ADDR": ip}).status_code

    assert [status(f"192.0.2.{n}") for n in range(3)] == [200, 200, 429], "a /24 together"
    assert [status(f"2001:db8::{n}") for n in range(3)] == [200, 200, 429], "a /64 together"
    assert (status("192.0.3.1"), status("192.0.2.1", "/about/help")) == (200, 200)
    refused = client.get("/robots.txt", environ_base={"REMOTE_ADDR": "192.0.2.9"})
    assert 0 < int(refused.headers["Retry-After"]) <= 60


def test_the_network_limit_restarts_each_minute() -> None:
    minute = Minute(1)
    assert [minute.takes("192.0.2.0/24", at=at) for at in (60, 119.9, 120)] == [True, False, True]


def test_the_policy_allows_map_tiles_only_from_the_configured_host(database_url: str, strict: FlaskClient) -> None:
    tiles = "https://tiles.example.com:8443/styles/calm/{z}/{x}/{y}.png?key=1"
    app = create_app(database.settings_for(database_url, map_tile_url=tiles))
    policy = directives(app.test_client().get("/healthz").headers["Content-Security-Policy"])
    assert policy["img-src"] == ["'self'", "data:", "https://tiles.example.com:8443"]
    without = directives(strict.get("/healthz").headers["Content-Security-Policy"])
    assert without["img-src"] == ["'self'", "data:"]


@pytest.mark.parametrize(
    "url",
    [
        "tiles.example.com/{z}/{x}/{y}.png",
        "https://tiles.example.com/{z}/{x}.png",
        "https:///{z}/{x}/{y}.png",
        "https://*/{z}/{x}/{y}.png",
        "https://a; script-src *//{z}/{x}/{y}.png",
        "https://{s}.example.com/{z}/{x}/{y}.png",
        "javascript:{z}{x}{y}",
    ],
)
def test_a_malformed_map_tile_url_stops_the_start(database_url: str, url: str) -> None:
    with pytest.raises(ValueError, match="it must be an address such as https://tiles"):
        database.settings_for(database_url, map_tile_url=url)


def test_an_empty_map_tile_url_means_no_map_tiles(database_url: str) -> None:
    assert database.settings_for(database_url, map_tile_url="").map_tile_origin is None


def test_only_what_other_sites_may_show_is_open_to_them(strict_app: Flask, strict: FlaskClient) -> None:
    with strict_app.app_context():
        stylesheet = manifest().files["app.css"]
    policy = "Cross-Origin-Resource-Policy"
    closed = ("/about/help", "/login", "/feeds/made-up.ics", "/photos/nothing.webp", "/healthz")
    assert {strict.get(path).headers[policy] for path in closed} == {"same-origin"}
    assert strict.get(stylesheet).headers[policy] == strict.get("/embed/nowhere").headers[policy] == "cross-origin"


def test_the_policy_names_where_browsers_report(https: Settings, strict: FlaskClient) -> None:
    plain = strict.get("/about/help").headers
    policy = directives(plain["Content-Security-Policy"])
    assert policy["report-uri"] == ["/csp-reports"]
    assert "report-to" not in policy, "browsers that know it would report nothing over HTTP"
    secure = create_app(https).test_client().get("/healthz").headers
    policy = directives(secure["Content-Security-Policy"])
    assert (policy["report-to"], policy["report-uri"]) == (["csp"], ["/csp-reports"])
    assert secure["Reporting-Endpoints"] == 'csp="/csp-reports"'


def test_private_links_are_never_stored(strict: FlaskClient) -> None:
    for path in ("/reminders/made-up", "/forms/made-up"):
        assert strict.get(path).headers["Cache-Control"] == "private, no-store"


def test_every_page_but_public_ones_is_not_stored_for_a_person(strict: FlaskClient) -> None:
    assert strict.get("/cart").headers.get("Cache-Control") != "private, no-store"
    sign_in(strict, make_user())
    assert strict.get("/cart/").headers["Cache-Control"] == "private, no-store"
    assert strict.get("/nowhere").headers["Cache-Control"] == "private, no-store", "an error page has the header too"


def test_logging_out_clears_what_the_browser_kept(strict_without_tokens: FlaskClient) -> None:
    sign_in(strict_without_tokens, make_user())
    response = strict_without_tokens.post("/logout")
    assert response.headers["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in strict_without_tokens.get("/").headers


@pytest.mark.usefixtures("strict")
def test_the_theme_is_a_host_cookie_over_https(https: Settings) -> None:
    app = create_app(https)
    app.config["WTF_CSRF_ENABLED"] = False
    client, site = app.test_client(), "https://www.example.com"

    def choose(theme: str) -> str:
        cookies = client.post("/theme", data={"theme": theme}, base_url=site).headers.getlist("Set-Cookie")
        return next(cookie for cookie in cookies if "theme" in cookie)

    for theme in ("dark", "system"):
        cookie = choose(theme)
        assert cookie.startswith("__Host-theme=")
        assert all(part in cookie for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"))
    choose("dark")
    assert 'data-theme="dark"' in client.get("/about/help", base_url=site).text


def test_a_session_of_a_fallback_secret_key_stays_logged_in(database_url: str, strict: FlaskClient) -> None:
    former, new = "former-key-former-key-former-key-1", "new-key-new-key-new-key-new-key-2"
    before = create_app(database.settings_for(database_url, secret_key=former)).test_client()
    sign_in(before, make_user())
    cookie = before.get_cookie("cozywish")
    assert cookie is not None
    for fallbacks, status in ((former, 200), ("", 303)):
        after = create_app(database.settings_for(database_url, secret_key=new, secret_key_fallbacks=fallbacks))
        client = after.test_client()
        client.set_cookie("cozywish", cookie.value)
        assert client.get("/bookings/").status_code == status


def test_both_database_drivers_are_told_to_check_the_certificate(database_url: str) -> None:
    url = "postgresql://cozywish_app:secret@db.example.com/cozywish?sslmode=verify-full&sslrootcert=/run/db-ca.pem"
    settings = database.settings_for(url)
    asked = {"sslmode": "verify-full", "sslrootcert": "/run/db-ca.pem"}
    _, of_the_web = PGDialect_psycopg2().create_connect_args(make_url(settings.sqlalchemy_url))
    of_the_worker = conninfo_to_dict(settings.database_url)
    assert asked.items() <= of_the_web.items()
    assert asked.items() <= of_the_worker.items()
