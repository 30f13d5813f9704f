from enum import StrEnum


class FacilityKind(StrEnum):
    ROOM = "room"  # one booking at a time, with all of its guests
    EQUIPMENT = "equipment"  # one unit for each guest
