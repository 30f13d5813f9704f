"""Tests that text that is too long stays in its field with an error, and that the summary names each field."""

import pytest
from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from app.web.fields import Money
from app.web.forms import Form, Paragraphs, TextLine

TEMPLATE = """{% from "components/form.html" import error_summary, field with context %}
{{ error_summary(form) }}{{ field(form.text, maxlength=10) }}{{ field(form.code, maxlength=24) }}"""


class Note(Form):
    class Meta(Form.Meta):
        csrf = False

    text = Paragraphs("Note", [DataRequired("Write a note."), Length(max=10, message="Write 10 characters or fewer.")])
    price = Money("Price")
    extra = Money("Price of add-on 2")
    whom = StringField("Is it one of these?", [Length(max=3, message="Choose one.")])
    code = TextLine("Code")


pytestmark = pytest.mark.usefixtures("db")


def filled(**typed: str) -> Note:
    form = Note(MultiDict(typed))
    form.validate()
    return form


def test_text_that_is_too_long_stays_and_the_error_names_both_lengths(app: Flask) -> None:
    form = filled(text="x" * 10_000)
    assert form.text.errors == ["Write 10 characters or fewer. You entered 10,000 characters."]
    with app.test_request_context():
        page = render_template_string(TEMPLATE, form=form)
    assert "x" * 10_000 in page
    assert 'data-longest="10"' in page
    assert page.count("maxlength") == 1, "only where nothing else says what is wrong"


def test_a_line_break_counts_as_one_character() -> None:
    assert filled(text="a\r\nb\r\nc\r\nd\r\ne\r\n").text.errors == []
    assert filled(text="").text.errors == ["Write a note."]


def test_the_error_summary_names_the_field_of_each_error(app: Flask) -> None:
    form = filled(text="Hi", price="much", extra="more", whom="everybody")
    with app.test_request_context():
        page = render_template_string(TEMPLATE, form=form)
    for phrase in (">Price: Enter a price", ">Price of add-on 2: Enter a price", ">Choose one."):
        assert phrase in page.replace("\n", "")
