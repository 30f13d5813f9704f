from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


class VenueType(StrEnum):
    """What sort of place a venue is, whatever it sells."""

    SPA = "spa"
    SALON = "salon"
    STUDIO = "studio"
    PRACTICE = "practice"
    BATHHOUSE = "bathhouse"

    @property
    def label(self) -> str:
        return {VenueType.SPA: "Day spa", VenueType.BATHHOUSE: "Bathhouse"}.get(self, self.value.capitalize())


class TagGroup(StrEnum):
    AMENITY = "amenity"  # what the place has
    GOOD_FOR = "good-for"  # whom it suits


class GuestNames(StrEnum):
    """What a venue's calendar says of guests where other programs read it."""

    NONE = "none"
    FIRST = "first"
    FULL = "full"


class VenueStatus(StrEnum):
    DRAFT = "draft"
    PENDING = "pending"  # sent in, waits for approval
    APPROVED = "approved"  # the only public one
    REJECTED = "rejected"  # sent back, with what to mend
    UNPUBLISHED = "unpublished"  # approved, taken down by its owner
    SUSPENDED = "suspended"  # taken down by an admin
    DELETED = "deleted"  # by its owner; can be restored for a while

    @property
    def label(self) -> LazyString:
        return STATUSES[self]


STATUSES = {
    VenueStatus.DRAFT: _l("Draft"),
    VenueStatus.PENDING: _l("In review"),
    VenueStatus.APPROVED: _l("Live"),
    VenueStatus.REJECTED: _l("Changes requested"),
    VenueStatus.UNPUBLISHED: _l("Unpublished"),
    VenueStatus.SUSPENDED: _l("Suspended"),
    VenueStatus.DELETED: _l("Deleted"),
}


class SubmissionKind(StrEnum):
    NEW = "new"  # a venue that was never approved
    CHANGE = "change"  # of what an approved venue may not change by itself


class SubmissionState(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Fault(StrEnum):
    """Why a submission goes back."""

    HEALTH = "health"
    CONTACT = "contact"
    NAME = "name"
    ADDRESS = "address"
    PICTURES = "pictures"
    SERVICES = "services"
    THIN = "thin"
    OTHER = "other"

    @property
    def label(self) -> LazyString:
        return FAULTS[self]

    @property
    def advice(self) -> LazyString | str:
        """A note to begin with; the admin writes what is really meant."""
        return ADVICE.get(self, "")


FAULTS = {
    Fault.HEALTH: _l("Health claim"),
    Fault.CONTACT: _l("Contact details in the text"),
    Fault.NAME: _l("Name doesn’t match the venue"),
    Fault.ADDRESS: _l("Address not found"),
    Fault.PICTURES: _l("Photos"),
    Fault.SERVICES: _l("Services or prices"),
    Fault.THIN: _l("Not enough information"),
    Fault.OTHER: _l("Something else"),
}
ADVICE = {
    Fault.HEALTH: _l("Please remove claims to cure or treat an illness. “For sore backs” is fine."),
    Fault.CONTACT: _l("Please remove the phone number, email address or link from the text. Guests book here."),
    Fault.NAME: _l("Please use the name on your door, without prices or slogans."),
    Fault.ADDRESS: _l("We couldn’t find this address. Please check the street and the pin on the map."),
    Fault.PICTURES: _l("Please use photos of your own venue, without text over them."),
    Fault.SERVICES: _l("Please check your services: duration, price and what’s included."),
    Fault.THIN: _l("Please describe in a few sentences what guests can expect and what you’re known for."),
}
