from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from scripts import messages

RULES = messages.rules()


def problems_in(text: str, file: str = "templates/cart/index.html") -> list[str]:
    catalog = Catalog()
    catalog.add(text, None, [(file, 7)])
    return list(messages.problems(catalog, RULES))


@pytest.mark.parametrize(
    "text",
    [
        "Your visit was canceled",
        "Whoever asked first is asked first",
        "You get a mail",
        "Tell me if a time frees",
        "3:00 PM is free",
        "Sign in to see your bookings",
        "$77 goes back to Visa 4242",
        "Your booking was cancelled",
        "Times in clay cost less",
        "It is booked; you can cancel it",
        "We can not find that page",
        "30% less",
    ],
)
def test_words_that_the_interface_never_uses_are_found(text: str) -> None:
    assert problems_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "Your booking number is CW-7K3M",
        "Enter a promo code",
        "Keep booking",
        "Street address",
        "Log in",
        "20%% off until %(time)s",
        "Free cancellation up to 24 hours before",
        "Canceling is free until %(time)s",
        '<a href="/visit/mail">Email us</a>',
        "%(her_name)s accepted your booking",
        "Salt &amp; Pepper",
    ],
)
def test_words_that_are_right_in_their_context_are_not_reported(text: str) -> None:
    assert problems_in(text) == []


def test_problems_name_file_and_line() -> None:
    assert problems_in("Your visit")[0].startswith("templates/cart/index.html:7: “visit”")


def test_legal_texts_are_exempt_from_the_word_list() -> None:
    assert problems_in("The customer is not entitled to", file="templates/content/terms.html") == []


def test_marked_text_of_templates_and_python_is_collected(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "app" / "copy.py").write_text('SAVE = lazy_gettext("Save hours")\n')
    (tmp_path / "templates" / "page.html").write_text(
        "{% trans %}\n  Keep\n  booking\n{% endtrans %}{{ button(_('Log in')) }}"
    )
    found = {message.id for message in messages.collect(tmp_path) if message.id}
    assert found == {"Save hours", "Keep booking", "Log in"}


def test_marked_text_inside_an_f_string_is_found(tmp_path: Path) -> None:
    file = tmp_path / "copy.py"
    file.write_text(
        """said = f"{_('Request declined.')} {more}"\nplain = _("Request declined.")\nagain = f"{plain} {more}"\n"""
    )
    assert list(messages.uncollected(file)) == [
        f"{file}:1: marked text inside an f-string isn’t collected: use join_sentences"
    ]
