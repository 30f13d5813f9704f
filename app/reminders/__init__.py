"""Mails before a visit: a day and two hours ahead, as its guest likes it."""
