from enum import StrEnum


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
    def label(self) -> str:
        return {
            VenueStatus.PENDING: "Waiting for approval",
            VenueStatus.APPROVED: "Live",
            VenueStatus.REJECTED: "Sent back",
        }.get(self, self.value.capitalize())


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
    def label(self) -> str:
        return {
            Fault.HEALTH: "Health claim",
            Fault.CONTACT: "Contact details in the text",
            Fault.NAME: "Name does not match the venue",
            Fault.ADDRESS: "Address not found",
            Fault.PICTURES: "Photos",
            Fault.SERVICES: "Services or prices",
            Fault.THIN: "Not enough information",
            Fault.OTHER: "Something else",
        }[self]

    @property
    def advice(self) -> str:
        """A note to begin with; the admin writes what is really meant."""
        return {
            Fault.HEALTH: "Please remove claims to cure or treat an illness. “For sore backs” is fine.",
            Fault.CONTACT: "Please remove the phone number, email address or link from the text. Guests book here.",
            Fault.NAME: "Please use the name on your door, without prices or slogans.",
            Fault.ADDRESS: "We could not find this address. Please check the street and the pin on the map.",
            Fault.PICTURES: "Please use photos of your own venue, without text over them.",
            Fault.SERVICES: "Please check your services: duration, price and what is included.",
            Fault.THIN: "Please describe in a few sentences what guests can expect and what you are known for.",
            Fault.OTHER: "",
        }[self]
