"""Emails: their content, how it becomes a message, and how it is sent. Features write them; jobs send them."""
