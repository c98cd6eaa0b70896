"""Inspection in killable processes that hold the models."""
