"""Which header fields people write, which machines write, and which are labels.

A machine field is one that a mail program or server writes on its own and no client shows: it is
not read, so that every Message-ID is not a finding. Everything else is read, above all names we
have never seen: text cannot hide in ``X-Anything``. The names are matched exactly; a field with
white space before its colon is never a machine field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

#: written and read by machines (RFC 5322 trace and identification, MIME, DKIM, ARC, lists, …)
MACHINE = frozenset(
    """
    arc-authentication-results arc-message-signature arc-seal authentication-results
    auto-submitted autocrypt autocrypt-gossip content-class content-duration content-features
    content-id content-language content-length content-md5 content-transfer-encoding
    date deferred-delivery delivered-to
    delivery-date disposition-notification-options dkim-signature
    domainkey-signature encoding envelope-to errors-to expires feedback-id in-reply-to
    injection-date lines list-unsubscribe-post message-context message-id mime-version
    nntp-posting-date nntp-posting-host old-return-path original-message-id original-recipient
    path pics-label precedence priority received received-spf references reply-by
    require-recipient-valid-since resent-date resent-message-id return-path
    sensitivity-guid spamdiagnosticmetadata spamdiagnosticoutput
    status thread-index tls-report-domain tls-report-submitter tls-required
    user-agent x-account-key x-accept-language x-antivirus x-antivirus-status x-apparently-to
    x-auto-response-suppress x-beenthere x-envelope-from x-envelope-to
    x-forefront-antispam-report x-gm-message-state x-gm-thrid x-google-dkim-signature
    x-google-smtp-source x-identity-key x-loop x-mailer x-mailman-version x-message-flag-id
    x-microsoft-antispam x-microsoft-antispam-message-info x-microsoft-antispam-mailbox-delivery
    x-mime-autoconverted x-mimeole x-mimetrack x-mozilla-keys x-mozilla-status x-mozilla-status2
    x-ms-exchange-antispam-messagedata x-ms-exchange-antispam-relay x-ms-has-attach
    x-ms-office365-filtering-correlation-id x-ms-publictraffictype x-ms-tnef-correlator
    x-ms-traffictypediagnostic x-msmail-priority x-original-to x-originalarrivaltime
    x-originating-ip x-priority x-provags-id x-received x-return-path x-sender-ip
    x-spam-checker-version x-spam-flag x-spam-level x-spam-score x-spam-status x-status
    x-ui-out-filterresults x-uid x-uidl x-virus-scanned x-virus-status xref
    """.split()
)
_MACHINE_PREFIXES = ("x-dlp-", "x-ms-exchange-", "x-google-dkim-")

#: machine-readable labels: kept as they stand for the marking detectors (and read as text, too)
_LABELS = re.compile(
    r"msip_labels|sensitivity|importance-marking|siolabel|sio-label(?:-history)?|"
    r"x-protective-marking|x-titus.*|x-janus.*|x-boldonjames.*|x-bj-.*|x-classification.*|"
    r"classification|x-security-label|x-security-classification|security-label|"
    r"x-sensitivity|x-label|x-labels|x-marking|x-tlp|tlp|x-seclabel|x-x411|"
    r"x400-content-.*|x-ctp.*|mmhs-.*|x-ms-exchange-organization-classification|x-sec.*|x-caveat.*|"
    r"protective-marking|x-microsoft-classif.*|x-microsoft-classid|x-microsoft-classkeep"
)
#: fields whose value is addresses: their display names and comments are read
ADDRESSES = frozenset(
    """
    from sender to cc bcc reply-to resent-from resent-sender resent-to resent-cc resent-reply-to
    mail-followup-to mail-reply-to disposition-notification-to return-receipt-to
    apparently-to x-confirm-reading-to list-id mbox-from
    """.split()
)
#: fields with parameters that are names: content-type and content-disposition
PARAMETERS = frozenset({"content-type", "content-disposition"})


def is_label(name: str) -> bool:
    """Whether the field of that lower-case name is a machine-readable label."""
    return name[:1] in "mscixpt" and _LABELS.fullmatch(name) is not None


def is_machine(name: str) -> bool:
    """Whether the field of that lower-case name is written by machines and not read."""
    return name in MACHINE or (name.startswith(_MACHINE_PREFIXES) and not is_label(name))


def automatic(headers: Iterable[tuple[str, str]]) -> bool:
    """Whether these (name, value) fields say that a machine or a list sent the message, so that
    no notice may answer it (RFC 3834 §2)."""
    for name, value in headers:
        name, value = name.lower(), value.strip().lower()
        if name == "auto-submitted" and value.partition(";")[0].strip() not in ("", "no"):
            return True
        if name == "precedence" and value in ("bulk", "list", "junk", "auto_reply"):
            return True
        if name in (
            "list-id",
            "list-unsubscribe",
            "list-post",
            "feedback-id",
            "x-loop",
            "x-autoreply",
            "x-autorespond",
            "x-auto-response-suppress",
            "x-failed-recipients",
        ):
            return True
        if name == "return-path" and value == "<>":
            return True
        if name == "content-type" and value.startswith("multipart/report"):
            return True
    return False
