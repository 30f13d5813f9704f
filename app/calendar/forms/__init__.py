"""The forms of the venue's calendar."""
