from enum import StrEnum

from flask_babel import gettext as _


class Gender(StrEnum):
    """How a team member describes themselves. Nobody else says it for them, and nothing is concluded from a name."""

    WOMAN = "woman"
    MAN = "man"
    NONBINARY = "nonbinary"

    @property
    def label(self) -> str:
        return {Gender.WOMAN: _("Woman"), Gender.MAN: _("Man"), Gender.NONBINARY: _("Nonbinary")}[self]

    @property
    def noun(self) -> str:
        """In a sentence: provided by a woman, by a nonbinary team member."""
        return "nonbinary team member" if self is Gender.NONBINARY else self.value
