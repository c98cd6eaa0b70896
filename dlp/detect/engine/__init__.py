"""How detectors are run: text is normalised, scanned once for all, scored, and made disjoint.

Beside this folder stand only plugins. The modules:

`engine` runs a set of detectors over the passages of a message: the one entry
`beginning` the part of a large message that holds more than is ever reported
`base` a detector made of rules: its settings, and its own run
`rule` a rule: pattern, labels, check and scores of one form of one kind
`scan` all rules over a text in one pass
`databases` Hyperscan's databases, compiled once
`kept` what is worked out once and kept between starts
`proven` that a detector's examples hold, remembered between starts
`context` the words around a value: labels that name it, words that say it is something else
`overlaps` of findings that overlap, the surest and most specific stays
`propagation` a name found once is found everywhere in the message
`spans` a set of spans that answers quickly whether another overlaps it
`checksums` what checks of numbers share
`nations` countries, and the words for their people, for faiths and political groups
`plain_words` words that models take for names and that name nobody
`keyed` keyed hashes of values, in files: what exact match and fingerprints are made of
`text` normalises a text and keeps the map back: characters, encodings, lines, language
`tables` the tables of a text: rows, columns, headers, in every syntax people write them in
`recognizer` our detectors as one recognizer of a stock Presidio
"""
