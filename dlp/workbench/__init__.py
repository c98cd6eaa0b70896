"""Evaluate, tune, simulate: the same inspection; cannot send."""
