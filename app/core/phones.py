"""Phone numbers as people write them: read as US numbers unless they name a country, and always shown the same way."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

HOME, HOME_CODE = "US", 1
# Area codes and exchanges of the USA begin with one of these digits.
FIRST_DIGITS = frozenset("23456789")


def phone_number(typed: str) -> str | None:
    """Return a number as we show and store it: (503) 555-0142, +49 30 901820. None if no such number is possible."""
    try:
        number = phonenumbers.parse(typed, HOME)
    except NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number) or not _is_dialable(number):
        return None
    is_home = number.country_code == HOME_CODE
    return phonenumbers.format_number(
        number, PhoneNumberFormat.NATIONAL if is_home else PhoneNumberFormat.INTERNATIONAL
    )


def _is_dialable(number: PhoneNumber) -> bool:
    """Return False for US numbers of the right length that no one can have, like 111-111-1111."""
    digits = str(number.national_number)
    return number.country_code != HOME_CODE or {digits[0], digits[3]} <= FIRST_DIGITS
