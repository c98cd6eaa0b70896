"""Names of persons, places and organisations: a model of our own, and what mail's layout shows.

`detector` is the plugin. `recognizer` runs the model: `windows` says where it has to look,
`vocabulary` gives the vectors of words, `network` finds the names; `casing` first puts shouted and
careless lines in ordinary case. `layout` adds what greetings, closings and address lines show,
`likely` drops or mends what is no name. They lean on `statements`, names that a sentence calls by
their kind; `cues`, the words around a name; `tongue`, the language around it; `listed` and
`finnish`, names in Finnish cases; `edges`, where a name ends; `line_search`, which finds the lines
to look at; `patterns`, the regular expressions, and `words`. `rules` has the ids of all rules.
"""

from dlp.detect.names.detector import NamesDetector, Settings, detector

__all__ = ["NamesDetector", "Settings", "detector"]
