"""Text of venues with a little Markdown: bold, italics, links, and lists. User input never becomes a tag."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import Flask
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup

SCHEMES = frozenset({"http", "https", "mailto"})
RULES = ("emphasis", "escape", "link", "list", "newline")


def marked(text: str) -> Markup:
    """Render text as paragraphs and lists, with its line breaks. HTML in it is shown as typed."""
    return Markup(_markdown.render(text))  # noqa: S704  # the library escapes all text, and has no rule for HTML


def is_link(address: str) -> bool:
    """Return whether a link may lead to an address: a full web or mailto address. Anything else stays text."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme.lower() in SCHEMES and bool(parts.netloc or (parts.scheme.lower() == "mailto" and parts.path))


def _open_link(renderer: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, _env: EnvType) -> str:
    """Mark a link as nofollow, because we do not endorse what guests and venues write."""
    tokens[place].attrSet("rel", "nofollow noopener")
    return renderer.renderToken(tokens, place, options, _env)


def _make() -> MarkdownIt:
    # "zero" supports paragraphs and text; every other rule is listed.
    markdown = MarkdownIt("zero", {"html": False, "linkify": False, "breaks": True}).enable(list(RULES))
    markdown.validateLink = is_link  # type: ignore[method-assign, assignment]
    markdown.add_render_rule("link_open", _open_link)
    return markdown


_markdown = _make()


def init_app(app: Flask) -> None:
    app.jinja_env.filters["marked"] = marked
