"""Phone numbers are read as people write them, and shown and stored in one way."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from app.web.forms import Form, Phone


class Sample(Form):
    class Meta:
        csrf = False

    phone = Phone("Phone")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("5035550142", "(503) 555-0142"),
        ("+1 503-555-0142", "(503) 555-0142"),
        (" 503.555.0142 x12 ", "(503) 555-0142 ext. 12"),
        ("+493090182 0", "+49 30 901820"),
        ("", ""),
    ],
)
def test_phone_number_is_stored_as_we_show_it(app: Flask, typed: str, shown: str) -> None:
    with app.test_request_context():
        form = Sample(MultiDict({"phone": typed}))
        assert form.validate()
        assert form.phone.value == shown


@pytest.mark.parametrize("typed", ["12", "5" * 16, "call me", "111-111-1111", "(503) 155-0142", "555-0142", "+1"])
def test_impossible_phone_number_is_refused_and_kept(app: Flask, typed: str) -> None:
    with app.test_request_context():
        form = Sample(MultiDict({"phone": typed}))
        assert not form.validate()
        assert form.phone.value == typed
        assert form.errors["phone"][0].startswith("Enter a full phone number, like (503) 555-0142.")
