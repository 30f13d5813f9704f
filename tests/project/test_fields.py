"""Tests for form fields that read numbers as people type them."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms.fields import SelectChoice

from app.catalog.forms import extras
from app.web.fields import DurationField, Money, Pick, Whole, sent_number, whole_number, whole_or_none
from app.web.forms import Form


class Sample(Form):
    class Meta:
        csrf = False

    price = Money("Price")
    minutes = DurationField("Minutes", least=5, most=720)
    guests = Whole("Guests", least=1, most=20, unit="guests")
    kind = Pick(
        "Kind", choices=[SelectChoice("massage", "Massage"), SelectChoice("deep", "Deep tissue", optgroup="Massage")]
    )
    notice = Pick(
        "Notice", choices=[SelectChoice("", "As the venue"), SelectChoice("60", "1 hour")], coerce=whole_or_none
    )


pytestmark = pytest.mark.usefixtures("db")


def filled(**typed: str) -> Sample:
    form = Sample(MultiDict({"kind": "deep", "notice": "", **typed}))
    form.validate()
    return form


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("$1,000.50", 100050),
        ("110", 11000),
        ("110.5", 11050),
        (" $ 110.05 ", 11005),
        ("0", 0),
        ("10,000", 1000000),
        ("", None),
    ],
)
def test_money_reads_amounts_in_dollars_as_cents(typed: str, cents: int | None) -> None:
    form = filled(price=typed)
    assert (form.price.value, list(form.price.errors)) == (cents, [])


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("-3", "Enter a price of $0 or more,"),
        ("−$3", "Enter a price of $0 or more,"),
        ("free", "Enter 0 if it’s free."),
        ("1e5", "Enter a price in dollars"),
        ("1,00", "Enter a price in dollars"),
        ("110.555", "Enter a price in dollars"),
        ("110 USD 5", "Enter a price in dollars"),
        ("10000.01", "Enter a price of up to $10,000."),
        ("999999999999", "Enter a price of up to $10,000."),
        ("9" * 400, "Enter a price in dollars"),
        ("١١٠", "Enter a price in dollars"),
    ],
)
def test_an_invalid_price_is_explained_and_stays_in_the_field(typed: str, message: str) -> None:
    form = filled(price=typed)
    assert message in form.price.errors[0]
    assert form.price.value is None
    assert form.price._value() == typed


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("60", 60),
        ("75 min", 75),
        ("1 h", 60),
        ("1 hr", 60),
        ("2 hr 45 min", 165),
        ("1h30", 90),
        ("1 hour 15 minutes", 75),
        ("", None),
    ],
)
def test_durations_are_read_as_minutes(typed: str, minutes: int | None) -> None:
    form = filled(minutes=typed)
    assert (form.minutes.value, list(form.minutes.errors)) == (minutes, [])


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("0", "Enter 5 min to 12 hr."),
        ("725", "Enter 5 min to 12 hr."),
        ("999999999999", "Enter 5 min to 12 hr."),
        ("7", "Times go in 5-minute steps. Enter 5 or 10."),
        ("an hour", "Enter the number of minutes, like 60 or 90."),
        ("-60", "Enter the number of minutes, like 60 or 90."),
    ],
)
def test_an_invalid_duration_is_explained(typed: str, message: str) -> None:
    assert filled(minutes=typed).minutes.errors == [message]


def test_a_stored_duration_between_the_steps_stays_valid() -> None:
    form = Sample(MultiDict({"kind": "deep", "notice": "", "minutes": "52"}), data={"minutes": 52})
    assert form.validate()


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("0", "Enter a number from 1 to 20."),
        ("999999999999", "Enter a number from 1 to 20."),
        ("two", "Enter a whole number, like 1."),
    ],
)
def test_an_invalid_count_is_explained(typed: str, message: str) -> None:
    assert message in filled(guests=typed).guests.errors[0]


def test_a_select_accepts_only_its_own_options() -> None:
    form = filled(kind="hammam", notice="sixty")
    assert (form.kind.errors, form.notice.errors) == (
        ["Choose an option from the list."],
        ["Choose an option from the list."],
    )
    form = filled(notice="60")
    assert (form.notice.value, form.kind.words_of("deep"), form.notice.words_of(None)) == (
        60,
        "Deep tissue",
        "As the venue",
    )


@pytest.mark.parametrize("typed", ["", "-1", "²", "٣", "1e3", "3.0", " 3", "401", "0401", "9" * 5000])
def test_odd_digits_are_not_a_whole_number(typed: str) -> None:
    assert whole_number(typed, most=400) is None


@pytest.mark.parametrize("sent", ["1_000", "٣", " 12 ", "-1", "", "9" * 5000])
def test_sent_number_falls_back_when_a_link_carries_odd_digits(sent: str) -> None:
    assert MultiDict({"page": sent}).get("page", 7, type=sent_number) == 7


def test_sent_number_reads_what_our_links_carry() -> None:
    assert MultiDict({"page": "12"}).get("page", 7, type=sent_number) == 12


def test_whole_numbers_are_read_up_to_the_maximum() -> None:
    assert [whole_number(typed, most=400) for typed in ("0", "007", "400")] == [0, 7, 400]


@pytest.mark.parametrize("digits", ["²", "9" * 5000])
def test_odd_digits_in_field_names_add_no_lines(app: Flask, digits: str) -> None:
    with app.test_request_context(method="POST", data={f"extra-{digits}": "Hot stones"}):
        assert extras.lines(0).keys() == {
            f"extra-{part}{n}" for part in ("", "key-", "price-", "minutes-", "active-") for n in (0,)
        }
