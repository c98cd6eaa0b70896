"""The only way through: `gateway.Gateway.handle` takes a message and says what became of it.

gateway      the way itself: plan, then cut through, refuse, or accept and answer for it
preparation  examine, decide, redact: all the thinking, the same for a simulation
planning     what becomes of decisions that cannot be carried out, and all together; pure
acceptance   what is written down before the client hears a word, and what it then hears
readmission  released copies that come by once more
ports        who inspects, and what hooks in
steps/       what hooks in
"""
