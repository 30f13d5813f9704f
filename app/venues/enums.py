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


class VenueStatus(StrEnum):
    DRAFT = "draft"
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    SUSPENDED = "suspended"
