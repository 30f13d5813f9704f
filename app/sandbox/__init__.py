"""Stand-ins for outside services: each its own process behind real protocols, for development and tests only.

Nothing in the application imports them, and they import nothing of it; their state is kept in files. They refuse to
start in production. README.md beside this file says how each is started and steered.
"""
