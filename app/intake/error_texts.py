"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.core.reordering import STALE
from app.intake.errors import IntakeErrorCode

TEXTS: ErrorTexts = {
    IntakeErrorCode.FORM_CHANGED: lazy_gettext(
        "This form changed while you were filling it in. Check it and send again."
    ),
    IntakeErrorCode.HEALTH_KEY_MISSING: lazy_gettext(
        "We can’t open these health answers right now. Nothing is lost. Contact CozyWish support."
    ),
    IntakeErrorCode.LIST_CHANGED: STALE,
    IntakeErrorCode.NOT_ASKED: lazy_gettext(
        "You no longer need to answer this form. The booking is over, or the venue stopped using the form."
    ),
    IntakeErrorCode.NO_EMAIL_ADDRESS: lazy_gettext(
        "We have no email address for this booking. Ask the guest in person."
    ),
    IntakeErrorCode.NO_HEALTH_ANSWERS: lazy_gettext(
        "There are no health answers to open. The guest may have deleted them."
    ),
    IntakeErrorCode.NO_RESTORE: lazy_gettext("We can’t restore that question. Add it again instead."),
    IntakeErrorCode.NO_SUCH_ANSWERS: lazy_gettext("We can’t find those answers."),
    IntakeErrorCode.NO_SUCH_FORM: lazy_gettext("We can’t find that form. It may have been removed."),
    IntakeErrorCode.NO_SUCH_QUESTION: lazy_gettext("We can’t find that question. It may have been removed."),
    IntakeErrorCode.SENT_OFTEN: lazy_gettext("You can send a form up to %(most)s times. Call the guest instead."),
    IntakeErrorCode.SENT_RECENTLY: lazy_gettext(
        "We sent this form less than %(minutes)s minutes ago. Give the guest a moment."
    ),
    IntakeErrorCode.TOO_MANY_FORMS: lazy_gettext("You can have up to %(most)s forms. Remove one to add another."),
    IntakeErrorCode.TOO_MANY_QUESTIONS: lazy_gettext(
        "A form can have up to %(most)s questions. Remove one to add another."
    ),
    IntakeErrorCode.VENUE_CANNOT_EMAIL: lazy_gettext("Your venue can email guests after we approve it."),
}
