"""Carries what was accepted: the outbox, what senders are told, and what lets a copy pass again.

courier  delivers the outbox, with retries and expiry
notices  what the sender is told: reports and notices
tickets  what lets a released copy through once more
"""
