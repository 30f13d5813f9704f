"""Lists and sentences as text."""

from collections.abc import Sequence

from babel.lists import format_list

from app.core.formats import _language
from app.core.locale import locale


def listed(names: Sequence[str]) -> str:
    """Join one or more names with "and": Hazel Bodywork, Fernway, and Alder & Salt."""
    return names[0] if len(names) == 1 else format_list([*names], "standard", _language(locale()).babel)


def any_of(names: Sequence[str]) -> str:
    """Join names with "or": Portland, Gresham, or Salem. Empty if there are none."""
    return names[0] if len(names) == 1 else format_list([*names], "or", _language(locale()).babel)


def join_sentences(*sentences: object) -> str:
    """Join whole sentences with spaces. Not an f-string: text inside one isn't collected for translation."""
    return " ".join(map(str, sentences))
