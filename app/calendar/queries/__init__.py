"""Queries for a venue's calendar. Each one runs a fixed number of statements."""
