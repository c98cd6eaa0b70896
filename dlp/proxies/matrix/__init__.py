"""Matrix in: a reverse proxy in front of a homeserver (docs/matrix.md)."""
