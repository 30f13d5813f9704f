"""The ready-made forms, one module each, and what they share."""
