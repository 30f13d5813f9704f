from enum import StrEnum


class ReminderKind(StrEnum):
    DAY = "day"  # 24 hours before the start
    HOURS = "hours"  # 2 hours before it
