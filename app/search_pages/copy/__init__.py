"""User-facing texts for the home page and for lists of venues."""
