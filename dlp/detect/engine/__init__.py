"""How detectors are run: text is normalised, scanned once for all, scored, and made disjoint.

Beside this folder stand only plugins.
"""
