"""Finding venues. A library of its own: it knows documents and questions, and nothing of the application."""
