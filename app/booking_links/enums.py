from enum import StrEnum


class Colors(StrEnum):
    """The colors of a booking page in a frame: those of the website around it, which the page can't see."""

    LIGHT = "light"
    DARK = "dark"
    DEVICE = "device"


class Paper(StrEnum):
    """The size of a poster, as Typst calls it."""

    LETTER = "us-letter"
    A4 = "a4"
