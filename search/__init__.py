"""Venue search as a self-contained library: it knows documents and queries, and nothing about the application."""
