"""Answers to a case in the format of the case files, from the engine and from the oracle."""

from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from app.availability.engine import openings
from app.availability.engine.local_time import parse_wall, resolve_wall
from app.availability.engine.types import Hours, Range, SlotTerms
from app.availability.enums import UnavailableReason
from tests.availability.engine import cases
from tests.availability.engine.cases import (
    Case,
    formatted,
    formatted_check,
    formatted_ranges,
    formatted_starts,
    instant,
    window,
)
from tests.availability.engine.oracle import DAY, MINUTE, Oracle


def by_engine(case: Case) -> Any:
    zone = cases.zone(case)
    match case["ask"]:
        case "wall":
            return formatted(read_by_engine(case))
        case "open":
            return formatted_ranges(openings.open_ranges(zone, cases.hours(case["hours"]), window(case["window"])))
        case "working" | "free":
            ask = openings.working_ranges if case["ask"] == "working" else openings.free_ranges
            who = cases.resource(case["resource"])
            return formatted_ranges(ask(zone, cases.hours(case["hours"]), who, window(case["window"])))
    arguments = zone, cases.hours(case["hours"]), cases.offer(case["offer"]), cases.resources(case)
    now = instant(case["now"])
    if case["ask"] == "starts":
        found = openings.starts(*arguments, window(case["window"]), now)
        return formatted_starts(case, [(start.at, start.free, start.resources) for start in found])
    if "local" in case:
        return formatted_check(openings.check_wall(*arguments, datetime.fromisoformat(case["local"]), now))
    return formatted_check(openings.check(*arguments, instant(case["at"]), now))


def read_by_engine(case: Case) -> datetime | None:
    zone, local = cases.zone(case), datetime.fromisoformat(case["local"])
    if case["reading"] == "typed":
        return parse_wall(zone, local)
    edge: Literal["start", "end"] = "start" if case["reading"] == "start" else "end"
    return resolve_wall(zone, local.date(), local.hour * 60 + local.minute, edge=edge)


def by_oracle(case: Case) -> Any:
    """Answer with the oracle. A refusal has only the reason, the next start and the number of free lanes."""
    if case["ask"] == "wall":
        return formatted(read_by_oracle(case))
    if case["ask"] == "check":
        return checked_by_oracle(case)
    oracle = oracle_of(case, window(case["window"]))
    match case["ask"]:
        case "open":
            return formatted_ranges(oracle.ranges(oracle.open))
        case "working":
            return formatted_ranges(oracle.ranges(oracle.working(oracle.resources[0])))
        case "free":
            return formatted_ranges(oracle.ranges(oracle.vacant(oracle.resources[0])))
    return formatted_starts(case, oracle.starts())


def oracle_of(case: Case, span: Range) -> Oracle:
    resources = cases.resources(case) if "resources" in case else [cases.resource(case.get("resource", {"id": 1}))]
    offer = cases.offer(case["offer"]) if "offer" in case else SlotTerms(1)
    now = instant(case["now"]) if "now" in case else span[0]
    return Oracle(cases.zone(case), cases.hours(case["hours"]), offer, resources, span, now)


def read_by_oracle(case: Case) -> datetime | None:
    local = datetime.fromisoformat(case["local"])
    around = local.replace(tzinfo=UTC, hour=0, minute=0)
    oracle = Oracle(cases.zone(case), Hours(), SlotTerms(1), [], (around, around), around)
    if case["reading"] == "typed" and local not in oracle.shown:
        return None
    which = -1 if case["reading"] == "end" else 0
    return oracle.first + oracle.edge(local.date(), local.hour * 60 + local.minute, which) * MINUTE


def checked_by_oracle(case: Case) -> dict[str, Any]:
    now = instant(case["now"])
    at = read_by_oracle({**case, "reading": "typed"}) if "local" in case else instant(case["at"])
    if at is None:
        after = read_by_oracle({**case, "reading": "start"})
        return {
            "reason": UnavailableReason.NO_SUCH_TIME.value,
            "next": formatted(next_by_oracle(case, after or now)),
            "free": 0,
        }
    near = min(max(at, now - 400 * DAY), now + 400 * DAY)  # clamped: farther away, the reason is the same
    oracle = oracle_of(case, (near, near + MINUTE))
    reason, free = oracle.reason_at(near), oracle.free_at(near)
    if reason is None:
        return {"at": formatted(at), "free": len(free), "resources": sorted(set(free))}
    return {"reason": reason.value, "next": formatted(next_by_oracle(case, at)), "free": len(free)}


def next_by_oracle(case: Case, at: datetime) -> datetime | None:
    now = instant(case["now"])
    beyond = now + timedelta(days=case["offer"]["booking_window"] + 2)
    found = oracle_of(case, (max(at, now), beyond)).starts() if at < beyond else []
    return found[0][0] if found else None
