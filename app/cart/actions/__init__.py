"""Filling and changing a cart."""
