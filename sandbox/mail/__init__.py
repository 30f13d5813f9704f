"""A stand-in for the email provider: a real SMTP server that stores every message, and an outbox page that shows them.

Messages are never forwarded.
"""
