"""Mails: what one says, how it is put into a message, and how it leaves. Features write them; jobs send them."""
