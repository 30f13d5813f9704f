"""Actions of the venue in its calendar."""
