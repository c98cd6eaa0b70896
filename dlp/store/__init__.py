"""Incidents, outbox, evidence, audit: what was accepted is on disk."""
