from enum import StrEnum

from flask_babel import gettext as _


class Gender(StrEnum):
    """A team member's own description of their gender. No one else may set it, and it is never inferred from a name."""

    WOMAN = "woman"
    MAN = "man"
    NONBINARY = "nonbinary"

    @property
    def label(self) -> str:
        return {Gender.WOMAN: _("Woman"), Gender.MAN: _("Man"), Gender.NONBINARY: _("Nonbinary")}[self]

    @property
    def noun(self) -> str:
        """Return the gender as a noun in a sentence: provided by a woman, by a nonbinary team member."""
        return "nonbinary team member" if self is Gender.NONBINARY else self.value
