"""The only way through: `gateway.Gateway.handle` takes a message and says what became of it.

gateway      examine, decide, then cut through, refuse, or accept and answer for it
planning     what becomes of a message, given what was decided for each destination; pure
acceptance   what is written down before the client hears a word, and what it then hears
readmission  released copies that come by once more
ports        the interface of whoever reads, detects and redacts
steps/       what is done with prepared copies before anything goes out
"""
