"""Stand-ins for external services, for development and tests only.

Each runs as its own process and speaks the real protocol. The application never imports them, and they import
nothing from it. Their state lives in files, and they refuse to start in production. The README.md next to this file
explains how to start and control each one.
"""
