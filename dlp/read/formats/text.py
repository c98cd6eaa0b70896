"""Formats made of characters. In a message they are read by the worker, in a file by the same
readers; how each begins stands in `dlp.read.files.texts`."""

from __future__ import annotations

from functools import partial

from dlp.read.formats.record import Format

#: a text editor opens any of these under the name of another
_EDITORS = frozenset(("text",))
_READ = "dlp.read.files.unknown:read_text"
_REDACT = "dlp.redaction.files.texts:redact"
#: read and cut as the same text in a mail is
_text = partial(
    Format,
    is_text=True,
    read=_READ,
    redact=_REDACT,
)

TEXTS = (
    _text(
        name="csv",
        title="CSV, TSV",
        contents=(
            "rows; the delimiter is told by the first rows; the text is in columns for the"
            " detectors"
        ),
        endings=("csv", "tsv"),
        media_types=(
            "text/csv",
            "application/csv",
            "application/x-csv",
            "text/tab-separated-values",
        ),
        opened_by=_EDITORS | {"excel"},
        by_claim=True,
        read_text="dlp.read.tables:read",
        redaction_note="dialect and columns stay",
    ),
    _text(
        name="json",
        title="JSON",
        contents="keys, strings with their escapes resolved, numbers",
        endings=("json", "jsonl", "ndjson", "geojson", "ipynb", "har", "webmanifest"),
        media_types=(
            "application/json",
            "text/json",
            "application/x-ndjson",
            "application/geo+json",
            "application/ld+json",
            "application/vnd.api+json",
            "application/manifest+json",
        ),
        opened_by=_EDITORS,
        by_claim=True,
        read_text="dlp.read.jsons:read",
        redaction_note="a number becomes a string",
    ),
    _text(
        name="xml",
        title="XML",
        contents=(
            "text, attributes, comments, instructions, CDATA; no entity of its own is expanded;"
            " files in `data:` URLs"
        ),
        endings=("xml", "xsl", "xsd"),
        media_types=("text/xml", "application/xml"),
        opened_by=_EDITORS | {"word", "excel"},
        redaction_note="not inside `data:` URLs",
    ),
    _text(
        name="html",
        title="HTML",
        contents=(
            "text, attributes, comments, instructions, CDATA; no entity of its own is expanded;"
            " files in `data:` URLs"
        ),
        endings=("html", "htm", "xhtml"),
        media_types=("text/html", "application/xhtml+xml"),
        opened_by=_EDITORS | {"word", "excel"},
        read_text="dlp.read.html:read",
        shown_both_ways=True,
        redaction_note="not inside `data:` URLs",
    ),
    _text(
        name="ics",
        title="ICS",
        contents=(
            "unfolded, escapes and quoted-printable resolved; files in ATTACH, PHOTO, LOGO, …"
        ),
        endings=("ics", "ical", "ifb"),
        media_types=("text/calendar", "text/x-vcalendar"),
        opened_by=_EDITORS,
        read_text="dlp.read.folded:read",
        redaction_note="folded at 75 octets; not inside those files",
    ),
    _text(
        name="vcf",
        title="VCF",
        contents=(
            "unfolded, escapes and quoted-printable resolved; files in ATTACH, PHOTO, LOGO, …"
        ),
        endings=("vcf", "vcard", "vcs"),
        media_types=("text/vcard", "text/x-vcard", "text/directory"),
        opened_by=_EDITORS,
        read_text="dlp.read.folded:read",
        redaction_note="folded at 75 octets; not inside those files",
    ),
    _text(
        name="eml",
        title="EML, MHTML",
        contents="as the mail they are in",
        endings=("eml", "mht", "mhtml"),
        media_types=("message/rfc822",),
        opened_by=_EDITORS | {"word"},
    ),
    Format(
        name="mbox",
        title="mbox",
        contents="every mail in it",
        endings=("mbox",),
        media_types=("application/mbox",),
        opened_by=_EDITORS,
        is_text=True,
        read=_READ,
        read_text="dlp.read.mbox:read",
    ),
    _text(
        name="event",
        title="Matrix events",
        contents="every string and long number, at any depth ([Matrix](matrix.md))",
        media_types=("application/vnd.matrix.event+json",),
        opened_by=_EDITORS,
        read_text="dlp.read.event:read",
        redaction_note="not in the path of the request",
    ),
    _text(
        name="text",
        title="plain text and source code",
        contents="all of it; what looks like a page or a mail as that, too",
        endings=tuple(
            "txt log md rst py js ts java c h cpp sh sql yaml yml ini toml".split(),
        ),
        vague_types=tuple(
            """
            text/plain application/javascript application/x-javascript application/ecmascript
            application/sql application/x-sh application/x-shellscript application/x-perl
            application/x-python application/x-yaml application/yaml application/toml
            application/ics application/pgp-keys application/pgp application/x-httpd-php
            application/x-tex application/x-latex application/graphql application/x-pem-file
            application/x-x509-ca-cert application/x-patch application/x-subrip model/vrml
            """.split()
        ),
        opened_by=_EDITORS | {"word", "excel"},
        by_claim=True,
    ),
)
