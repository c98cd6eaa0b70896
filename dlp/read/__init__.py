"""Bytes → passages, one file for a family of formats."""
