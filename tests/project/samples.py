"""Requests that the pages themselves offer: their forms as a person could send them, and their links.

What a page offers is how a test learns which fields and parameters a route reads, and values that make sense for them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests.project.hostile import Noted

Pairs = tuple[tuple[str, str], ...]
# What people type into an empty field, by its type and by a part of its name.
TYPED = {
    "date": "2026-07-06",
    "time": "11:00",
    "datetime-local": "2026-07-06T11:00",
    "email": "wren@example.com",
    "tel": "(503) 555-0142",
    "url": "https://www.hazel.example/calendar.ics",
    "password": "seven quiet hours",
}
NAMED = {
    "minutes": "60",
    "price": "90",
    "amount": "20",
    "percent": "20",
    "quantity": "1",
    "guests": "1",
    "day": "2026-07-06",
    "slug": "calm-place",
    "position": "1",
}
METHODS = {"hx-get": "GET", "hx-post": "POST", "formaction": "POST"}
NOT_TYPED = {"submit", "button", "reset", "image", "file"}


@dataclass(frozen=True)
class Sample:
    """A request for a route: `files` names its file fields."""

    way: str
    path: str
    query: Pairs = ()
    form: Pairs = ()
    files: tuple[str, ...] = ()

    @property
    def method(self) -> str:
        return self.way.split(maxsplit=1)[0]

    @property
    def names(self) -> set[str]:
        """Return the names of its parameters and fields."""
        return {name for name, _ in (*self.query, *self.form)}


@dataclass
class Sent:
    """A form of a page, and the buttons that send it."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # name, value and their own action


class Offers(HTMLParser):
    """The forms of a page with a value in each field, and the local URLs that its attributes hold."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: dict[str, Sent] = {}
        self.urls: list[tuple[str, str]] = []
        self._inside = self._select = self._area = ""
        self._options: list[tuple[str, bool]] = []
        self._text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        for name, value in given.items():
            if value.startswith("/") and name != "action":
                self.urls.append((METHODS.get(name, "GET"), value))
        if tag == "form":
            self._inside = given.get("id") or f"form {len(self.forms)}"
            self.forms[self._inside] = Sent(given.get("action", ""), given.get("method", "get").upper())
        elif tag == "select":
            self._select, self._options = given.get("name", ""), []
        elif tag == "option":
            self._options.append((given.get("value", ""), "selected" in given))
        elif tag == "textarea":
            self._area, self._text = given.get("name", ""), ""
        elif tag in {"input", "button"} and "name" in given:
            self._add(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = ""
        elif tag == "select" and self._select and self._options:
            # An option that was not chosen yet gets further than the empty one that asks for a choice.
            chosen = [value for value, is_chosen in self._options if is_chosen and value]
            self._note(self._select, [*chosen, *(value for value, _ in self._options if value), ""][0])
            self._select = ""
        elif tag == "textarea" and self._area:
            self._note(self._area, self._text.strip() or "Quiet rooms.")
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self._text += data

    def _add(self, tag: str, given: dict[str, str]) -> None:
        kind = "submit" if tag == "button" else given.get("type", "text")
        sent = self.forms.get(given.get("form") or self._inside)
        if sent is None:
            return
        if kind == "submit":
            sent.buttons.append((given["name"], given.get("value", ""), given.get("formaction", "")))
        elif kind == "file":
            sent.files.append(given["name"])
        elif kind in {"checkbox", "radio"}:
            if "checked" in given or given["name"] not in dict(sent.fields):
                sent.fields.append((given["name"], given.get("value", "on")))
        elif kind not in NOT_TYPED:
            value = given.get("value", "") or ("" if kind == "hidden" else typed(kind, given["name"], given))
            sent.fields.append((given["name"], value))

    def _note(self, name: str, value: str) -> None:
        if self._inside in self.forms:
            self.forms[self._inside].fields.append((name, value))


def typed(kind: str, name: str, given: dict[str, str]) -> str:
    """Return what a person could type into an empty field."""
    if kind in TYPED:
        return TYPED[kind]
    if kind == "number":
        return given.get("min", "1")
    return next((value for part, value in NAMED.items() if part in name), "Quiet rooms")


def offered(app: Flask, page: str, html: str) -> Iterator[Sample]:
    """Yield the requests that a page at a path offers: each form without a named button, and with each of them."""
    offers = Offers(html)
    for method, url in offers.urls:
        yield from sample(app, method, url)
    for form in offers.forms.values():
        base = tuple(form.fields)
        for name, value, action in [("", "", ""), *form.buttons]:
            fields = (*base, (name, value)) if name else base
            yield from sample(app, form.method, action or form.action or page, fields, tuple(form.files))


def sample(app: Flask, method: str, url: str, fields: Pairs = (), files: tuple[str, ...] = ()) -> Iterator[Sample]:
    """Yield the request as a sample, if its URL is a route of the application."""
    parts = urlsplit(url)
    try:
        endpoint, _ = app.url_map.bind("localhost").match(parts.path, method)
    except (HTTPException, RequestRedirect):
        return
    query = tuple(parse_qsl(parts.query, keep_blank_values=True))
    if method == "GET":
        yield Sample(f"GET {endpoint}", parts.path, (*query, *fields))
    else:
        yield Sample(f"{method} {endpoint}", parts.path, query, fields, files)


def collected(
    app: Flask, client: FlaskClient, paths: Iterable[str], asked: dict[str, set[str]] | None = None
) -> Iterator[Sample]:
    """Yield what the pages at these paths offer to the person of this client.

    `asked` gets the parameters that the view of each path asked for, if requests note them.
    """
    for path in paths:
        Noted.asked.clear()
        response = client.get(path)
        if asked is not None:
            asked[path] = set(Noted.asked)
        if response.mimetype == "text/html" and response.status_code == 200:
            yield from offered(app, path, response.text)
