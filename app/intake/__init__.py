"""Intake and consent forms: questions that a guest answers before the first booking of a service at a venue."""
