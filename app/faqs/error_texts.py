"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.core.reordering import STALE
from app.faqs.errors import FaqErrorCode

TEXTS: ErrorTexts = {
    FaqErrorCode.LIST_CHANGED: STALE,
    FaqErrorCode.NO_RESTORE: lazy_gettext("We can’t restore that question. Add it again instead."),
    FaqErrorCode.NO_SUCH_QUESTION: lazy_gettext("We can’t find that question. It may have been removed."),
    FaqErrorCode.TOO_MANY_QUESTIONS: lazy_gettext("You can show up to %(most)s questions. Remove one to add another."),
}
