from gettext import NullTranslations

import pytest
from flask import Flask
from flask_babel import get_locale, gettext, lazy_gettext, ngettext
from jinja2 import DictLoader
from markupsafe import Markup

from app import create_app
from app.core.locale import LOCALE, cached_by_locale, locale
from app.web.translation import PSEUDO, TranslatedEnvironment, disguised, in_locale, translate
from tests import database

SETTINGS = database.settings_for("postgresql://nobody@localhost/none")


def rendered(source: str, translations: NullTranslations = PSEUDO, **values: object) -> str:
    app = Flask(__name__)
    app.jinja_environment = TranslatedEnvironment
    environment = app.jinja_env
    environment.loader = DictLoader({"page.html": source})
    translate(environment, translations)
    with app.app_context():
        return environment.get_template("page.html").render(**values)


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("Cancel booking", "[Çáñçél bóókíñg ~~~~~]"),
        ("20%% off at %(venue)s", "[20%% óff át %(venue)s ~~~~]"),
        ("{number} minutes left.", "[{number} míñútés léft. ~~~~~]"),
        ('Log <a href="/in">in</a> &amp; out', '[Lóg <a href="/in">íñ</a> &amp; óút ~~~~]'),
    ],
)
def test_pseudo_locale_keeps_placeholders_tags_and_entities(message: str, shown: str) -> None:
    assert disguised(message) == shown


def test_marked_blocks_are_translated_when_they_are_compiled() -> None:
    assert rendered("{% trans %}\n  Log\n  in\n{% endtrans %}") == "[Lóg íñ ~~~]"


def test_values_in_marked_blocks_are_escaped_and_text_is_not() -> None:
    source = "{% trans who=name %}<b>Hello</b>, {{ who }}: 20% off{% endtrans %}"
    assert rendered(source, NullTranslations(), name="<Wren>") == "<b>Hello</b>, &lt;Wren&gt;: 20% off"


def test_values_that_are_html_are_not_escaped_twice() -> None:
    assert rendered("{% trans %}See {{ link }}{% endtrans %}", NullTranslations(), link=Markup("<a>it</a>")) == (
        "See <a>it</a>"
    )


@pytest.mark.parametrize(("number", "shown"), [(1, "1 guest"), (3, "3 guests")])
def test_plurals_are_chosen_when_a_page_is_rendered(number: int, shown: str) -> None:
    source = "{% trans number %}{{ number }} guest{% pluralize %}{{ number }} guests{% endtrans %}"
    assert rendered(source, NullTranslations(), number=number) == shown


def test_marked_strings_in_expressions_are_translated() -> None:
    assert rendered("{{ _('Save') }}") == "[Sávé ~~]"


def test_marked_strings_in_expressions_are_escaped() -> None:
    assert rendered("{{ _('Hours & team') }}", NullTranslations()) == "Hours &amp; team"


def test_pseudo_locale_disguises_text_from_python() -> None:
    app = create_app(SETTINGS.model_copy(update={"pseudo_locale": True}))
    later = lazy_gettext("Save")
    with app.app_context():
        assert gettext("Hello, %(name)s", name="Wren") == "[Hélló, Wren ~~~]"
        assert str(later) == "[Sávé ~~]"
        assert ngettext("%(num)d guest", "%(num)d guests", 2) == "[2 gúésts ~~~]"


def test_english_is_shown_as_it_is_written() -> None:
    with create_app(SETTINGS).app_context():
        assert gettext("20% off") == "20% off"


def test_a_locale_ends_with_its_block() -> None:
    with create_app(SETTINGS).app_context():
        assert (locale(), str(get_locale())) == (LOCALE, LOCALE)
        with in_locale("de_DE"):
            assert (locale(), str(get_locale())) == ("de_DE", "de_DE")
        assert (locale(), str(get_locale())) == (LOCALE, LOCALE)


def test_cached_values_are_cached_for_each_locale() -> None:
    made = []

    @cached_by_locale(10)
    def greeting(name: str) -> str:
        made.append((locale(), name))
        return f"{name} in {locale()}"

    for _ in range(2):
        assert greeting("Wren") == "Wren in en_US"
        with in_locale("de_DE"):
            assert greeting("Wren") == "Wren in de_DE"
    assert made == [("en_US", "Wren"), ("de_DE", "Wren")]
