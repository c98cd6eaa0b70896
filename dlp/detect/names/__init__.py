"""Names of persons, places and organisations: a model of our own, and what mail's layout shows.

`detector` is the plugin. `recognizer` runs the model: `windows` says where it has to look,
`vocabulary` gives the vectors of words, `network` finds the names. `layout` adds what greetings,
closings and address lines show and drops what is no name: `statements` are names that a sentence
calls by their kind, `cues` the words around a name, `edges` where one ends, `line_search` finds
the lines to look at, `patterns` are the regular expressions and `words` the word lists.
"""

from dlp.detect.names.detector import NamesDetector, Settings, detector

__all__ = ["NamesDetector", "Settings", "detector"]
