"""Scheduled payouts: once a day, the accounts whose schedule has that day are paid what is available."""

import calendar
from datetime import UTC, datetime

from sandbox.stripe.connect import payouts
from sandbox.stripe.ledger import DAY
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.store import JSON

CHECKED = "payouts.day"  # setting: the last day that was checked, counted from 1970
LONGEST_JUMP = 31  # days; every schedule has a day among so many


def pay_due(box: Sandbox) -> None:
    """Make the scheduled payouts of today, and of the days that the clock has skipped."""
    today, checked = box.clock.now() // DAY, box.store.setting(CHECKED)
    if checked == today:
        return
    first = today if checked is None else max(checked + 1, today - LONGEST_JUMP)
    with box.store.transaction():
        box.store.set_setting(CHECKED, today)
        for record in box.store.find("json_extract(body, '$.payouts_enabled')", kind="account"):
            schedule = record.body["settings"]["payouts"]["schedule"]
            if any(pays_on(schedule, day) for day in range(first, today + 1)):
                payouts.pay_available(box, record.body["id"])


def pays_on(schedule: JSON, day: int) -> bool:
    """Return whether the schedule pays on a day, counted from 1970."""
    date = datetime.fromtimestamp(day * DAY, UTC)
    match schedule["interval"]:
        case "daily":
            return True
        case "weekly":
            return bool(calendar.day_name[date.weekday()].lower() == schedule["weekly_anchor"])
        case "monthly":
            last = calendar.monthrange(date.year, date.month)[1]
            return bool(date.day == min(schedule["monthly_anchor"], last))
    return False
