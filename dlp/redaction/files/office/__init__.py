"""Values cut out of office files: OOXML and OpenDocument packages.

Each XML part is cut as text (across runs, as it is seen and as it was before a change) and in
every attribute; other parts are files of their own; previews and signatures are left out, as they
would show, or vouch for, what is gone. The package is written anew: same members in the same
order, nothing between them.
"""

from __future__ import annotations

from dlp.redaction.files.office.odf import redact_odf
from dlp.redaction.files.office.ooxml import redact_ooxml
from dlp.redaction.files.office.second import second_texts

__all__ = ["redact_odf", "redact_ooxml", "second_texts"]
