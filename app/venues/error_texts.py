"""What people read when one of this feature's rules is violated."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.core.formats import day
from app.core.reordering import STALE
from app.core.sentences import join_sentences
from app.venues.enums import VenueStatus
from app.venues.errors import VenueErrorCode


def status_sentence(venue: str, status: VenueStatus) -> str:
    """Describe a venue's status in a sentence: Hazel Bodywork is live."""
    return {
        VenueStatus.DRAFT: _("%(venue)s is a draft.", venue=venue),
        VenueStatus.IN_REVIEW: _("%(venue)s is in review.", venue=venue),
        VenueStatus.LIVE: _("%(venue)s is live.", venue=venue),
        VenueStatus.CHANGES_REQUESTED: _("%(venue)s needs changes before it can go live.", venue=venue),
        VenueStatus.UNPUBLISHED: _("%(venue)s is unpublished.", venue=venue),
        VenueStatus.SUSPENDED: _("%(venue)s is suspended.", venue=venue),
        VenueStatus.DELETED: _("%(venue)s is deleted.", venue=venue),
    }[status]


TEXTS: ErrorTexts = {
    VenueErrorCode.ADMINS_DONT_WORK: lazy_gettext("Admin accounts can’t work at a venue. Use another account."),
    VenueErrorCode.ALREADY_DECIDED: lazy_gettext(
        "We already decided on this submission. Reload the page to see our decision."
    ),
    VenueErrorCode.BOOKING_WINDOW: lazy_gettext("Choose a booking window of 1 to 365 days."),
    VenueErrorCode.CANCELLATION_FEE: lazy_gettext("Choose a late cancellation fee from 0 to 100 percent."),
    VenueErrorCode.CATEGORY_GONE: lazy_gettext("This category is no longer available. Choose another one."),
    VenueErrorCode.FREE_CANCELLATION: lazy_gettext(
        "Free cancellation can end 0 to 720 hours (30 days) before the start."
    ),
    VenueErrorCode.LAST_OWNER: lazy_gettext(
        "You’re the only owner of %(venue)s. Transfer the ownership first, or delete the listing."
    ),
    VenueErrorCode.MINIMUM_NOTICE: lazy_gettext("Choose a minimum notice of up to 30 days."),
    VenueErrorCode.NOTHING_TO_SUBMIT: lambda venue, status: join_sentences(
        status_sentence(venue, status), _("There’s nothing to submit for review.")
    ),
    VenueErrorCode.NOT_IN_REVIEW: lazy_gettext("%(venue)s is no longer in review. Reload the list to see what is."),
    VenueErrorCode.NOT_MAIN_OWNER: lazy_gettext("Only %(name)s, the main owner, can delete the listing."),
    VenueErrorCode.NO_NOTE: lazy_gettext("Tell the owner what to change. They see your note word for word."),
    VenueErrorCode.NO_REASON: lazy_gettext("Enter a reason so the owner knows what to do."),
    VenueErrorCode.NO_SUCH_STAFF: lazy_gettext("This person no longer works here. Reload the page."),
    VenueErrorCode.NO_SUCH_VENUE: lazy_gettext(
        "We can’t find this venue. It may have closed, or the link may be incomplete."
    ),
    VenueErrorCode.NO_SUCH_ZIP_CODE: lazy_gettext("We can’t find ZIP code %(code)s in the USA. Check its five digits."),
    VenueErrorCode.NO_VENUE_YET: lazy_gettext("You don’t have a venue yet. List your business first."),
    VenueErrorCode.ONLINE_RESCHEDULING: lazy_gettext(
        "Online rescheduling can end 0 to 720 hours (30 days) before the start."
    ),
    VenueErrorCode.OWNER_HAS_OTHER_VENUE: lazy_gettext(
        "Each account can list one venue, and yours is %(venue)s now. Delete that one first."
    ),
    VenueErrorCode.PHOTOS_CHANGED: STALE,
    VenueErrorCode.PHOTO_REMOVED: lazy_gettext("This photo was already removed. Reload the page to see your photos."),
    VenueErrorCode.PHOTO_REMOVED_MEANWHILE: lazy_gettext(
        "This photo was removed in another tab. Reload the page to see your photos."
    ),
    VenueErrorCode.PIN_TOO_FAR: lazy_gettext(
        "The pin is %(miles)s miles from ZIP code %(code)s. Move it to your front door, or check the ZIP code."
    ),
    VenueErrorCode.RESTORE_TOO_LATE: lambda venue, deleted_at, zone, number: _(
        "%(venue)s was deleted on %(day)s. You can only restore a listing for %(number)s days.",
        venue=venue,
        day=day(deleted_at, zone),
        number=number,
    ),
    VenueErrorCode.SECOND_VENUE: lazy_gettext(
        "Each account can list one venue, and yours is %(venue)s. Edit it, or use another account."
    ),
    VenueErrorCode.STATUS_CHANGED: lambda venue, status: join_sentences(
        status_sentence(venue, status), _("Reload the page, then try again.")
    ),
    VenueErrorCode.TIME_TO_ACCEPT: lazy_gettext("Choose 1 to 168 hours (one week) to accept requests."),
    VenueErrorCode.TOO_MANY_PHOTOS: lazy_gettext("You can have up to %(most)s photos. Remove one to add another."),
    VenueErrorCode.UPCOMING_PER_GUEST: lazy_gettext("Choose 1 to 20 upcoming bookings per guest, or no limit."),
    VenueErrorCode.WORKS_ALREADY: lazy_gettext(
        "Each account works at one venue, and yours is %(venue)s. Leave it first, or use another account."
    ),
    VenueErrorCode.ZIP_CODE_OF_OTHER_STATE: lazy_gettext(
        "ZIP code %(code)s is in %(city)s, %(state)s. Check the ZIP code and the state."
    ),
}
