"""Other calendars: ours shown in them, and what they have blocks time here."""
