"""Text as venues write it, with a little Markdown: bold, italics, links, lists. Nothing typed becomes a tag."""

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
    """As paragraphs and lists; a line break stays one. HTML in it is shown as it was typed."""
    return Markup(_markdown.render(text))  # noqa: S704  # the library escapes all text, and has no rule for HTML


def is_link(address: str) -> bool:
    """Whether a link may lead there: to the web or to a mailbox, written in full. All else stays text."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme.lower() in SCHEMES and bool(parts.netloc or (parts.scheme.lower() == "mailto" and parts.path))


def _open_link(renderer: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, _env: EnvType) -> str:
    """What guests write, or venues, is not ours to recommend."""
    tokens[place].attrSet("rel", "nofollow noopener")
    return renderer.renderToken(tokens, place, options, _env)


def _make() -> MarkdownIt:
    # "zero" knows paragraphs and text; each rule beyond that is named.
    markdown = MarkdownIt("zero", {"html": False, "linkify": False, "breaks": True}).enable(list(RULES))
    markdown.validateLink = is_link  # type: ignore[method-assign, assignment]
    markdown.add_render_rule("link_open", _open_link)
    return markdown


_markdown = _make()


def init_app(app: Flask) -> None:
    app.jinja_env.filters["marked"] = marked
