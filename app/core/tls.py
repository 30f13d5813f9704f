"""The machine's rules for certificates of other servers."""

import ssl
from functools import cache


@cache
def usual_tls() -> ssl.SSLContext:
    """Return the usual rules. Reading the machine's certificate authorities takes 30 ms, so it's done once."""
    return ssl.create_default_context()
