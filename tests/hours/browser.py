"""A browser without JavaScript for the hours pages: the values that it submits, and the text that it shows."""

import re
from html import unescape
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PATH = "/venue/hours/"
Fields = dict[str, list[str]]


class _Controls(HTMLParser):
    """The values that a browser submits for the form with an action, without its buttons."""

    def __init__(self, html: str, action: str) -> None:
        super().__init__()
        self.action, self.inside, self.fields, self._text = action, False, Fields(), ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "form":
            self.inside = values.get("action") == self.action
        name = values.get("name")
        if not self.inside or not name:
            return
        if tag == "textarea":
            self._text = name
        elif tag == "input" and (values.get("type") != "checkbox" or "checked" in values):
            self.fields.setdefault(name, []).append(values.get("value") or "")

    def handle_data(self, data: str) -> None:
        if self._text:
            self.fields.setdefault(self._text, []).append(data.strip())

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text = ""
        if tag == "form":
            self.inside = False


def fields(page: TestResponse, action: str = PATH) -> Fields:
    found = _Controls(page.text, action).fields
    assert found, f"no form on this page goes to {action}"
    return found


class Editor:
    """A person at the form of a page, who types and presses buttons."""

    def __init__(self, client: FlaskClient, path: str = PATH) -> None:
        self.client, self.path = client, path
        self.page = client.get(path)
        self.fields = fields(self.page, path)

    def type(self, **values: str | list[str] | None) -> "Editor":
        """Set controls by name, with _ for -; None leaves a control out, like an unchecked checkbox."""
        for name, value in values.items():
            self.fields.pop(name.replace("_", "-"), None)
            if value is not None:
                self.fields[name.replace("_", "-")] = [value] if isinstance(value, str) else value
        return self

    def press(self, act: str, name: str = "operation") -> TestResponse:
        """Submit the form with a button. If the response is a page, typing continues there."""
        self.page = self.client.post(self.path, data={**self.fields, name: act})
        if self.page.status_code in {200, 409, 422}:
            self.fields = fields(self.page, self.path)
        return self.page

    def save(self) -> TestResponse:
        return self.press("save")

    def day(self, name: str) -> list[str]:
        """Return the day's ranges as shown, or Closed if that is checked."""
        if f"{name}-closed" in self.fields:
            return ["Closed"]
        pairs = zip(self.fields[f"{name}-opens"], self.fields[f"{name}-closes"], strict=True)
        return [f"{opens} – {closes}" for opens, closes in pairs]


def words(page: TestResponse) -> str:
    """Return the text of a page, without tags."""
    text = re.sub(r"<(script|style|template)\b.*?</\1>", " ", page.text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split()).replace(" .", ".").replace(" ,", ",")


def agreement(page: TestResponse) -> str:
    """Return the value of the button that confirms to keep the bookings."""
    found = re.search(r'name="keep" value="([^"]+)"', page.text)
    assert found is not None, "this page asks nothing"
    return found[1]
