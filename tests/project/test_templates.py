"""Tests that the check of templates detects mistakes. `make check` runs it on every template."""

from collections.abc import Mapping

import pytest
from jinja2 import DictLoader, Environment

from scripts.templates import Known, problems

KNOWN = Known(pages={"search_pages.home"}, icons={"check"})
BUTTONS = "{% macro button(label) %}<button>{{ label }}</button>{% endmacro %}"


def found(**templates: str) -> list[str]:
    loader: Mapping[str, str] = {name.replace("__", "/") + ".html": text for name, text in templates.items()}
    return list(problems(Environment(loader=DictLoader(loader), autoescape=True), KNOWN))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{% if %}", "Expected an expression, got 'end of statement block'"),
        ("{{ price|usdd }}", "No filter named 'usdd'."),
        ("{{ 1 if price is prime_number }}", "there is no test prime_number"),
        ("{% if price %}{{ price|usdd }}{% endif %}", "there is no filter usdd"),
        ('{% extends "nowhere.html" %}', "there is no template nowhere.html"),
        ('{% include "nowhere.html" %}', "there is no template nowhere.html"),
        ('{% from "nowhere.html" import button %}', "there is no template nowhere.html"),
        ('{% from "buttons.html" import knob %}', "buttons.html has no knob"),
        ('{{ button(_("Book")) }}', "the macro button is not imported here"),
        ('{{ url_for("search_pages.hoem") }}', "there is no page search_pages.hoem"),
        ('{{ icon("chekc") }}', "the sprite has no icon chekc"),
    ],
)
def test_names_that_do_not_exist_are_reported(text: str, message: str) -> None:
    assert found(page=text, buttons=BUTTONS) == [f"page.html:1: {message}"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{% set _ = lines.append(line) %}", "append() changes data: let the view or copy.py build it"),
        ("{% if lines.extend(more) %}{% endif %}", "extend() changes data: let the view or copy.py build it"),
        ("{{ words.update({name: label}) or '' }}", "update() changes data: let the view or copy.py build it"),
        ("{% set lines = lines + [line] %}", "a list grows: let the view or copy.py build it"),
    ],
)
def test_lists_and_dicts_that_are_built_step_by_step_are_reported(text: str, message: str) -> None:
    assert found(page=text) == [f"page.html:1: {message}"]


def test_literal_lists_and_sums_are_not_reported() -> None:
    page = """
        {% set lines = [("Price", cents + fee), ("Phone", phone) if phone]|select %}
        {% for name, value in lines %}{{ name }}: {{ value + 1 }}{% endfor %} {{ venue.update }}
    """
    assert found(page=page) == []


def test_lines_of_more_than_160_characters_are_reported() -> None:
    line = "{# " + "-" * 154 + " #}"
    assert (len(line), found(page=f"{line}\n{line}")) == (160, [])
    assert found(page=f"{line}\n {line}") == ["page.html:2: longer than 160 characters"]


def test_names_that_exist_are_not_reported() -> None:
    page = """
        {% extends "base.html" %}
        {% from "buttons.html" import button as knob, button with context %}
        {% import "buttons.html" as buttons %}
        {% block main %}
          {{ super() }} {{ knob("a") }} {{ button("b") }} {{ buttons.button("c") }} {{ icon("check") }}
          {% for way in ways %}{{ url_for(way) }} {{ link(way) }} {{ loop.index }}{% endfor %}
          {% include ["one.html", "base.html"] %} {% include part %} {{ url_for("search_pages.home") }}
        {% endblock %}
    """
    assert found(page=page, base="{% block main %}{% endblock %}", buttons=BUTTONS) == []
