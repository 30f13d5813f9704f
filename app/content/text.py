"""Text pages in Markdown: those that admins write, and the built-in text of a page."""

from html.parser import HTMLParser

from markdown_it import MarkdownIt
from markupsafe import Markup

from app.core.urls import local_path
from app.web.rich_text import is_link

RULES = ("emphasis", "escape", "heading", "link", "list")
# A table becomes a list, in which the headings of its columns would look like an entry.
SKIPPED = frozenset({"svg", "script", "style", "thead"})
BEGINS = {
    "h2": "\n\n## ",
    "h3": "\n\n### ",
    "summary": "\n\n### ",
    "p": "\n\n",
    "li": "\n- ",
    "tr": "\n- ",
    "ul": "\n",
    "ol": "\n",
}
AROUND = {"b": "**", "strong": "**", "em": "*", "i": "*"}


def shown(body: str) -> Markup:
    """Render headings, paragraphs, lists, bold, italics, and links; HTML in the text is shown as typed.

    The page has its own top heading, so the largest one here is an h2.
    """
    tokens = _markdown.parse(body)
    for token in tokens:
        token.tag = "h2" if token.tag == "h1" else token.tag
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    return Markup(html)  # noqa: S704  # the library escapes all text, and has no rule for HTML


def words_of(html: str) -> str:
    """Return the built-in text of a page as Markdown, as a starting point for edits."""
    reader = _TextReader()
    reader.feed(html)
    paragraphs = "".join(reader.found).split("\n\n")
    lines = ("\n".join(" ".join(line.split()) for line in part.splitlines() if line.strip()) for part in paragraphs)
    return "\n\n".join(line for line in lines if line)


class _TextReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.links: list[str] = []
        self.skipping = 0
        self.cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.skipping += tag in SKIPPED
        if self.skipping:
            return
        if tag == "tr":
            self.cells = 0
        if tag in {"td", "th"}:
            self.found.append(": " if self.cells == 1 else ", " if self.cells else "")
            self.cells += 1
        if tag == "a":
            self.links.append(dict(attrs).get("href") or "")
            self.found.append("[")
        self.found.append(BEGINS.get(tag, AROUND.get(tag, "")))

    def handle_endtag(self, tag: str) -> None:
        if self.skipping:
            self.skipping -= tag in SKIPPED
            return
        if tag == "a":
            self.found.append(f"]({self.links.pop()})")
        self.found.append(AROUND.get(tag, "\n\n" if tag in {"h2", "h3", "summary", "p", "table"} else ""))

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self.found.append(data.replace("\n", " "))


def _leads_somewhere(address: str) -> bool:
    return is_link(address) or local_path(address) is not None


def _make() -> MarkdownIt:
    # The "zero" preset supports paragraphs and text; every other rule is listed.
    markdown = MarkdownIt("zero", {"html": False, "linkify": False}).enable(list(RULES))
    markdown.validateLink = _leads_somewhere  # type: ignore[method-assign, assignment]
    return markdown


_markdown = _make()
