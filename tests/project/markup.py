"""A reader of pages that finds forms and everything the Content-Security-Policy would refuse."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

SCRIPTED = re.compile(r"\s*javascript:", re.IGNORECASE)
OPENS_WITH_URL = {"href", "src", "action", "formaction", "xlink:href"}


@dataclass
class Form:
    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)

    def value(self, name: str) -> str | None:
        return next((value for has, value in self.fields if has == name), None)


class Page(HTMLParser):
    """A parsed page.

    `refused` lists inline styles and scripts by tag and attribute, `forms` the forms with their inputs, `ways` where
    links and buttons lead, each with its method, and `title` is the text of <title>.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.refused: list[str] = []
        self.forms: list[Form] = []
        self.ways: list[tuple[str, str]] = []
        self.title = ""
        self.ids: list[str] = []
        self._in_title = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.refused += [f"{tag} {name}" for name, value in values.items() if is_inline(name, value)]
        # Browsers do not run structured data.
        is_data = values.get("type") == "application/ld+json"
        if tag == "style" or (tag == "script" and "src" not in values and not is_data):
            self.refused.append(tag)
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "a" and "href" in values:
            self.ways.append(("GET", values["href"]))
        if "formaction" in values:
            self.ways.append(((values.get("formmethod") or "post").upper(), values["formaction"]))
        if tag == "form":
            self.ways.append((values.get("method", "get").upper(), values.get("action", "")))
            self.forms.append(Form(values.get("action", ""), values.get("method", "get")))
        if tag in {"input", "button"} and self.forms and "name" in values:
            self.forms[-1].fields.append((values["name"], values.get("value", "")))
        self._in_title = tag == "title"

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002  # HTMLParser passes it
        self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data


def is_inline(name: str, value: str) -> bool:
    """Return whether an attribute holds a style or a script."""
    if name == "style" or name.startswith(("on", "hx-on")):
        return True
    return name in OPENS_WITH_URL and SCRIPTED.match(value) is not None
