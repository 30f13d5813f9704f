"""Detection of template text that is not marked for translation."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from jinja2 import Environment, nodes

# Developers' page of components: nobody translates it.
NOT_TRANSLATED = "components.html"
READ_ALOUD = {"title", "alt", "placeholder", "aria-label", "aria-description", "data-confirm"}
NAMES = {"class", "classes", "kind", "id", "icon_name", "type"}  # of arguments that are not text
BRAND = "CozyWish"
NOT_READ = {"script", "style", "svg"}
# Functions whose arguments are not shown to people.
NAMING = {
    "url_for",
    "icon",
    "asset",
    "photo_url",
    "xmlattr",
    "form_to",
    "_",
    "gettext",
    "ngettext",
    "pgettext",
    "block_classes",
}
SENTENCE = re.compile(r"[A-Za-z]+[,.!?:;’]? [A-Za-z“]|^[A-Z][a-z]+[.!?]?$")
# Not the application's environment, which translates what it compiles.
ENVIRONMENT = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
LETTERS = re.compile(r"[A-Za-z]{2,}")


def unmarked(name: str, source: str) -> Iterator[tuple[int, str]]:
    """Yield line and content of unmarked text in a template."""
    if name == NOT_TRANSLATED:
        return
    reader = _Reader()
    reader.feed(_without_code(source))
    reader.close()
    yield from reader.found
    for call in ENVIRONMENT.parse(source, name).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in NAMING:
            continue
        for argument in (*call.args, *(one.value for one in call.kwargs if one.key not in NAMES)):
            text = argument.value if isinstance(argument, nodes.Const) else None
            if isinstance(text, str) and SENTENCE.search(text):
                yield call.lineno, text


def _without_code(source: str) -> str:
    """Return the template's HTML without Jinja tags and marked text, with the same number of lines."""
    kept, is_marked = [], False
    for _, kind, text in ENVIRONMENT.lex(source):
        if kind == "name" and text in {"trans", "endtrans"}:
            is_marked = text == "trans"
        kept.append(text if kind == "data" and not is_marked else "\n" * text.count("\n"))
    return "".join(kept)


class _Reader(HTMLParser):
    """A parser that collects the text people see or hear on a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self._within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in NOT_READ:
            self._within.append(tag)
        for name, value in attrs:
            if name in READ_ALOUD:
                self._say(value or "")

    def handle_endtag(self, tag: str) -> None:
        if self._within and self._within[-1] == tag:
            self._within.pop()

    def handle_data(self, data: str) -> None:
        if not self._within:
            self._say(data)

    def _say(self, text: str) -> None:
        if LETTERS.search(text.replace(BRAND, "")):
            self.found.append((self.getpos()[0], " ".join(text.split())))
