"""A stand-in for the mail provider: a real SMTP server that keeps every message, and an outbox page that shows them.

Nothing is ever passed on to anybody.
"""
