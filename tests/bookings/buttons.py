"""Pages as a person uses them: forms with their values and buttons, and links."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

TEXT = "A pipe has burst."
TYPED = {"reason": TEXT, "amount": "1.50"}


@dataclass
class Button:
    """A form as one of its buttons submits it: the action, the method and the fields."""

    action: str
    method: str
    data: dict[str, str]


@dataclass
class _Form:
    action: str
    method: str
    data: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class Reader(HTMLParser):
    """A page whose `buttons` belong to forms that post and whose `links` are addresses. Empty text fields are filled
    in, as a person would do it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self._forms: list[_Form] = []
        self._open: _Form | None = None
        self._select = self._area = ""
        self.feed(html[html.index("<main") :] if "<main" in html else html)

    @property
    def buttons(self) -> list[Button]:
        return [
            Button(form.action, form.method, {**form.data, **({name: value} if name else {})})
            for form in self._forms
            if form.method == "post"
            for name, value in form.buttons
        ]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "a" and values.get("href"):
            self.links.append(values["href"])
        if tag == "form":
            self._open = _Form(values.get("action", ""), values.get("method", "get").lower())
            self._forms.append(self._open)
        if self._open is None:
            return
        name, data = values.get("name", ""), self._open.data
        if tag == "input" and name:
            if values.get("type") not in {"radio", "checkbox"} or "checked" in values:
                given = values.get("value") or ("y" if values.get("type") == "checkbox" else "")
                data[name] = given or TYPED.get(name, "")
        elif tag == "textarea" and name:
            data[name] = TEXT
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            if "selected" in values or self._select not in data:
                data[self._select] = values.get("value", "")
        elif tag == "button" and values.get("type", "submit") == "submit":
            self._open.buttons.append((name, values.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = ""
