"""A stand-in for the OpenID Connect providers of Google and Apple: the same requests and answers, for made-up people.

It has two issuers, /google and /apple, and a page where a person chooses who they are. Nobody enters a password.
"""
