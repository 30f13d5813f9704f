import pytest

from scripts import unmarked


def found(source: str, name: str = "cart/page.html") -> list[tuple[int, str]]:
    return list(unmarked.unmarked(name, source))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>\n Cancel booking</p>", (1, "Cancel booking")),
        ('<input placeholder="City or ZIP code">', (1, "City or ZIP code")),
        ("<p>{{ name }} is booked</p>", (1, "is booked")),
        ("{{ button('Cancel booking') }}", (1, "Cancel booking")),
        ("\n{{ button(label='Save') }}", (2, "Save")),
    ],
)
def test_text_not_marked_for_translation_is_found_with_its_line(source: str, expected: tuple[int, str]) -> None:
    assert found(source) == [expected]


@pytest.mark.parametrize(
    "source",
    [
        "<p>{% trans %}Cancel booking{% endtrans %}</p>",
        "<p title=\"{{ _('Cancel booking') }}\">{{ name }}</p>",
        "{{ button(_('Cancel booking'), tone='danger') }}",
        "<script>const words = 'not read';</script>",
        "{{ icon('arrow-left') }}<a href=\"{{ url_for('content.help') }}\" class=\"row\">{{ number }} · {{ to }}</a>",
        "{# a note for those who read this #}",
    ],
)
def test_marked_text_and_code_are_not_reported(source: str) -> None:
    assert found(source) == []


def test_the_page_of_components_is_not_translated() -> None:
    assert found("<p>Cancel booking</p>", name="components.html") == []
