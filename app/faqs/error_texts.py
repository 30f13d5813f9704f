"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.faqs.errors import FaqErrorCode

TEXTS: ErrorTexts = {
    FaqErrorCode.NO_RESTORE: lazy_gettext("We can’t restore that question. Add it again instead."),
    FaqErrorCode.NO_SUCH_QUESTION: lazy_gettext("We can’t find that question. It may have been removed."),
}
