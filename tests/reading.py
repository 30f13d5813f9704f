"""Helpers that read pages and forms the way people see and submit them."""

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser


def words(html: str) -> str:
    """Return the text of a page from its <main> on, without markup."""
    main = html[max(html.find("<main"), 0) :]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def taking_focus(html: str) -> list[str]:
    """Return the class attributes of the elements with autofocus, which the browser scrolls to once they appear."""
    tags: list[str] = re.findall(r"<[a-z-]+[^>]* autofocus[^>]*>", html)
    return [found[1] if (found := re.search(r'class="([^"]*)"', tag)) else "" for tag in tags]


def filled(html: str, action: str) -> dict[str, list[str]]:
    """Return what the POST form for `action` would send unchanged, as name -> values.

    Raises AssertionError if there is no such form.
    """
    reader = _Reader(action)
    reader.feed(html)
    assert reader.found, f"no form goes to {action}"
    return reader.sent


@dataclass
class _Reader(HTMLParser):
    action: str
    sent: dict[str, list[str]] = field(default_factory=dict)
    found: bool = False
    inside: bool = False
    select: str = ""
    first: str | None = None
    textarea: str | None = None

    def __post_init__(self) -> None:
        super().__init__()

    def __hash__(self) -> int:
        return id(self)

    def put(self, name: str, value: str) -> None:
        self.sent.setdefault(name, []).append(value)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = has.get("action") == self.action and has.get("method") == "post"
            self.found |= self.inside
        if not self.inside:
            return
        name, value = has.get("name", ""), has.get("value", "on")
        if tag == "input" and name and (has.get("type") not in {"checkbox", "radio"} or "checked" in has):
            self.put(name, value if "value" in has or has.get("type") in {"checkbox", "radio"} else "")
        elif tag == "select":
            self.select, self.first = name, None
        elif tag == "option" and self.select:
            self.first = value if self.first is None else self.first
            if "selected" in has:
                self.put(self.select, value)
        elif tag == "textarea":
            self.textarea = name
            self.put(name, "")

    def handle_data(self, data: str) -> None:
        if self.textarea is not None:
            self.sent[self.textarea][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "textarea" and self.textarea is not None:
            # HTML ignores a line break right after <textarea>.
            self.sent[self.textarea][-1] = re.sub(r"^\r?\n", "", self.sent[self.textarea][-1])
            self.textarea = None
        elif tag == "select" and self.select:
            if self.select not in self.sent and self.first is not None:
                self.put(self.select, self.first)
            self.select = ""
