"""Names of persons, places and organisations: a model of our own, and what mail's layout shows.

`detector` is the plugin; `recognizer` runs the model, `windows` says where it has to look,
`layout` knows greetings, closings, address lines and what is no name, `patterns` are its regular
expressions and `words` its words.
"""

from dlp.detect.names.detector import NamesDetector, Settings, detector

__all__ = ["NamesDetector", "Settings", "detector"]
