"""Calendar sync: other programs show our calendar, and events in other calendars block time here."""
