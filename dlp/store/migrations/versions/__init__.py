"""Numbered steps; a released one is never changed."""
