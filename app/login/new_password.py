"""A field for a new password: it refuses what is easy to guess, and says how strong the password was."""

from flask_babel import gettext as _
from wtforms.validators import ValidationError
from zxcvbn import zxcvbn

from app.accounts import passwords
from app.accounts.breaches import is_breached
from app.core.errors import DomainError
from app.web.forms import Password

# The estimate takes longer with each character, and a password of this length is strong or a repetition.
ESTIMATED = 64


class NewPassword(Password):
    """Validated without the maxlength attribute of Length, which would silently cut off a pasted password."""

    strength: str = ""
    """How strong the typed password was, for a form that is shown again."""

    @property
    def estimates(self) -> dict[str, object]:
        """Return what the script needs that estimates while a person types: the words for each score, and the rule."""
        short = _("Use at least %(number)s characters.", number=passwords.MIN_LENGTH)
        return {"words": strength_words(), "short": short, "least": passwords.MIN_LENGTH}

    def refuse_bad(self, *, name: str, email: str) -> None:
        """Raise ValidationError unless the password is acceptable for this account."""
        if not self.value:
            return
        try:
            passwords.check(self.value, name=name, email=email)
        except DomainError as error:
            raise ValidationError(error.message) from None
        finally:
            if len(passwords.normalized(self.value)) >= passwords.MIN_LENGTH:
                self.strength = strength(self.value, passwords.known_words(name, email))
        if is_breached(passwords.normalized(self.value)):
            raise ValidationError(_("This password was in a data breach of another site. Choose another one."))


def strength(password: str, words: set[str]) -> str:
    """Say how easy a password is to guess, by an estimate that knows common words, names, dates and patterns."""
    score = zxcvbn(passwords.normalized(password)[:ESTIMATED], sorted(words), max_length=ESTIMATED)["score"]
    return strength_words()[int(score)]


def strength_words() -> list[str]:
    """Return what each score from 0 to 4 means."""
    return [
        _("Very easy to guess. Add words that don’t belong together."),
        _("Easy to guess. Add words that don’t belong together."),
        _("Fair. One more word makes it much stronger."),
        _("Strong."),
        _("Very strong."),
    ]
