"""Translation of all text that people read. English is the only language so far.

Text is marked where it is written: `{% trans %}` and `_()` in templates, `gettext` and `lazy_gettext` in Python.
Templates are translated when they are compiled, so marked text costs no time when a page is rendered.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import NullTranslations

from flask import Flask
from flask.templating import Environment
from flask_babel import Babel, Domain, force_locale
from jinja2 import nodes
from jinja2.ext import InternationalizationExtension
from jinja2.visitor import NodeTransformer

from app.core.locale import CURRENT, LOCALE, locale
from config import Settings

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
PERCENT = "%%"
# The made-up language leaves these unchanged: placeholders, including those of scripts, tags, and entities.
KEPT = re.compile(r"(%\(\w+\)[sd]|%%|\{\w+\}|<[^>]*>|&\w+;|&#\d+;)")
LONGEST_PAD = 8
ACCENTS = str.maketrans("aceinouyACEINOUY", "áçéíñóúýÁÇÉÍÑÓÚÝ")


@contextmanager
def in_locale(name: str) -> Iterator[None]:
    """Switch to another locale inside the block."""
    before = CURRENT.set(name)
    try:
        with force_locale(name):
            yield
    finally:
        CURRENT.reset(before)


class Pseudo(NullTranslations):
    """A made-up language: English with accents, brackets, and a third more letters.

    Text that appears without brackets is not marked; text that does not fit would not fit in German either.
    """

    def gettext(self, message: str) -> str:
        return disguised(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return disguised(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002 -- gettext's signature
        return disguised(message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:  # noqa: ARG002
        return self.ngettext(msgid1, msgid2, n)

    ugettext, ungettext, upgettext, unpgettext = gettext, ngettext, pgettext, npgettext


def disguised(message: str) -> str:
    """Translate into the made-up language: Cancel booking -> [Çáñçél bóókíñg ~~~~~].

    Placeholders, tags, and entities stay as they are.
    """
    parts = KEPT.split(message)
    text = "".join(part if number % 2 else part.translate(ACCENTS) for number, part in enumerate(parts))
    more = len("".join(parts[::2])) // 3 + 1
    # Padding consists of short words, so that it can wrap like text.
    return f"[{text} {' '.join('~' * min(LONGEST_PAD, more - at) for at in range(0, more, LONGEST_PAD))}]"


class PseudoDomain(Domain):
    """A domain that translates everything into the made-up language."""

    def get_translations(self) -> NullTranslations:
        return PSEUDO


class PseudoBabel(Babel):
    domain_instance = PseudoDomain()


PSEUDO = Pseudo()


class TranslatedEnvironment(Environment):
    """A Jinja environment that compiles templates in the language of `translations`."""

    translations = NullTranslations()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        translated: nodes.Template = _Marked(self.translations).visit(tree)
        return translated


class _Marked(NodeTransformer):
    """A transformer that replaces `_("...")` in expressions with its translation."""

    def __init__(self, translations: NullTranslations) -> None:
        self._translations = translations

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 -- Jinja's name
        self.generic_visit(node)
        is_marked = isinstance(node.node, nodes.Name) and node.node.name in {"_", "gettext"}
        if not is_marked or node.kwargs or len(node.args) != 1 or not isinstance(node.args[0], nodes.Const):
            return node
        return nodes.Const(self._translations.gettext(node.args[0].value), lineno=node.lineno)


class TranslatedText(InternationalizationExtension):
    """An extension that compiles `{% trans %}` as if the template contained its translation.

    Only plurals are chosen at run time.
    """

    def _make_node(
        self,
        singular: str,
        plural: str | None,
        context: str | None,
        variables: dict[str, nodes.Expr],
        plural_expr: nodes.Expr | None,
        vars_referenced: bool,
        num_called_num: bool,
    ) -> nodes.Output:
        if plural_expr is not None:
            return super()._make_node(
                singular, plural, context, variables, plural_expr, vars_referenced, num_called_num
            )
        translations = self.environment.translations  # type: ignore[attr-defined]
        message = translations.pgettext(context, singular) if context else translations.gettext(singular)
        return nodes.Output(list(_parts(message, variables)))


def _parts(message: str, variables: dict[str, nodes.Expr]) -> Iterator[nodes.Expr]:
    """Yield the text of a message and the expressions for its placeholders, in order."""
    for number, part in enumerate(PLACEHOLDER.split(message)):
        if number % 2:
            yield variables[part]
        elif part:
            yield nodes.TemplateData(part.replace(PERCENT, "%"))


def init_app(app: Flask, settings: Settings) -> None:
    """Set up translation. Call it before anything uses `app.jinja_env`."""
    babel = PseudoBabel if settings.pseudo_locale else Babel
    babel(app, configure_jinja=False, default_locale=LOCALE, locale_selector=locale)
    app.jinja_environment = TranslatedEnvironment
    translate(app.jinja_env, PSEUDO if settings.pseudo_locale else NullTranslations())


def translate(environment: Environment, translations: NullTranslations) -> None:
    """Make a TranslatedEnvironment compile its templates in a language."""
    environment.translations = translations  # type: ignore[attr-defined]
    environment.policies["ext.i18n.trimmed"] = True
    environment.add_extension(TranslatedText)
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # the extension added it
        translations.gettext,
        translations.ngettext,
        newstyle=True,
        pgettext=translations.pgettext,
        npgettext=translations.npgettext,
    )
