"""The tuner's bench: measure detectors on labelled text, propose thresholds, import labels.

`dataset` reads and writes labelled text, `importers` turns other formats into it, `scoring` is the
arithmetic, `systems` are what is measured (our detectors as the gateway runs them, stock Presidio),
`evaluation` runs one over the other, `report` writes the page, `tuning` proposes thresholds,
`commands` is what the command line calls. Nothing here can send.
"""
