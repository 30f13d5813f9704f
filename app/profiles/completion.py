"""How complete a profile is, and the one next step.

The birthday, preferences and allergies don't count, because no one has to share them.
"""

from dataclasses import dataclass

from flask_babel import gettext as _

from app.accounts.models import User
from app.profiles.models import Profile


@dataclass(frozen=True, slots=True)
class Completion:
    done: int
    most: int
    next_step: str
    """What to do next; empty if nothing is left."""
    anchor: str
    """The part of the profile page where it is done."""

    @property
    def words(self) -> str:
        return _("%(done)s of %(all)s done", done=self.done, all=self.most)


def completion(user: User, profile: Profile) -> Completion:
    steps = (
        (bool(user.phone), _("Add your phone number"), "phone"),
        (profile.photo is not None and not profile.photo.has_failed, _("Add a photo"), "photo"),
        (bool(profile.city), _("Add your home city"), "city"),
        (bool(profile.language), _("Choose your language"), "language"),
        (user.email_verified_at is not None, _("Confirm your email"), "email"),
    )
    left = [(words, anchor) for is_done, words, anchor in steps if not is_done]
    next_step, anchor = left[0] if left else ("", "")
    return Completion(len(steps) - len(left), len(steps), next_step, anchor)
