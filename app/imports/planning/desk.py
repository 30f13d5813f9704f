"""What a venue sells and who works there, by the names that a file uses."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.availability.queries import resource_ids
from app.catalog.models import Service
from app.catalog.queries import all_services
from app.team.models import TeamMember
from app.team.queries import members_of
from app.venues.models import Venue

# What other products add to a service's name: "Swedish massage (90 min)", "Swedish massage - 1 hr".
LENGTH_IN_NAME = re.compile(r"[\s(–—-]+\d+\s*(?:min|minutes?|hrs?|hours?|h|m)\.?\)?$", re.IGNORECASE)


@dataclass(slots=True)
class Desk:
    """What the venue sells and who works there, by the names in the file."""

    venue: Venue
    services: Mapping[str, Service]
    members: Mapping[str, TeamMember]

    def service(self, name: str) -> Service | None:
        key = name.lower()
        return self.services.get(key) or self.services.get(LENGTH_IN_NAME.sub("", key))


def desk_of(venue: Venue) -> Desk:
    """Load the services and the team. Five statements."""
    members = members_of(venue)
    firsts = [member.name.split(" ", 1)[0].lower() for member in members]
    by_first = {first: member for first, member in zip(firsts, members, strict=True) if firsts.count(first) == 1}
    services = {service.title.lower(): service for service in reversed(all_services(venue))}
    return Desk(venue, services, by_first | {member.name.lower(): member for member in members})


def resources_of(desk: Desk) -> set[int]:
    """Return the resources that bookings of this venue's services can occupy."""
    return resource_ids(desk.services.values())
