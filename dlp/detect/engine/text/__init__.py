"""Text as a detector wants to see it, with a map back to the text as it was given.

`normalise` undoes what hides a character (compatibility forms, invisible characters, look-alikes,
numbers spelled out digit by digit, quoting marks); `views` undoes what hides a whole value
(entities, percent, quoted-printable, base 16 to 64, codes of characters, pieces, reversed text);
`unwrap` joins hard-wrapped lines; `language` names the language of a passage.
"""

from dlp.detect.engine.text.mapping import MappedText
from dlp.detect.engine.text.normalise import fold, normalise
from dlp.detect.engine.text.unwrap import unwrap
from dlp.detect.engine.text.views import views

__all__ = ["MappedText", "fold", "normalise", "unwrap", "views"]
