"""Questions that several ready-made forms end with."""

from flask_babel import lazy_gettext as _l

from app.intake.enums import QuestionKind
from app.intake.starters import StarterQuestion

PREGNANT = StarterQuestion(
    QuestionKind.YES_NO,
    _l("Are you pregnant, or could you be?"),
    _l("Some techniques and products aren’t right during pregnancy. We’ll choose others."),
    is_required=True,
    is_health=True,
)
ANYTHING_ELSE = StarterQuestion(
    QuestionKind.LONG_TEXT,
    _l("Is there anything else about your health that we should know?"),
    _l("Tell us more about anything you checked above."),
    is_health=True,
)
EMERGENCY = StarterQuestion(
    QuestionKind.SHORT_TEXT,
    _l("Who should we call in an emergency?"),
    _l("Their name and phone number."),
)
UP_TO_DATE = StarterQuestion(
    QuestionKind.STATEMENT,
    _l("My answers are complete, as far as I know"),
    _l("I’ll tell my team member before we start if anything changes."),
    is_required=True,
)
SIGNATURE = StarterQuestion(
    QuestionKind.SIGNATURE,
    _l("Signature"),
    _l("If the guest is under 18, a parent or guardian signs."),
    is_required=True,
)
NONE = _l("None of these")
