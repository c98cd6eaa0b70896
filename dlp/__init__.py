"""A transparent outbound DLP gateway for mail and chat.

receive → read → detect → decide → act → deliver, the same way for every message:

    proxies        the ways in (SMTP, Matrix): what a client sent becomes a `model.Message`
    gateway        `handle(message, cut_through)`: the only way through
    workers        the processes that read, detect and redact for it
    inspection     message bytes → what was read and found: read and detect put together
    read           bytes → passages of text, each with a map back to where it stood
    detect         passages → findings
    policy         findings → one decision for each destination
    redaction      message + findings → the message without what was found
    cage           one locked process for each hostile file that is read or redacted
    store          incident, evidence and outbox in one transaction, before anybody hears yes
    delivery       carries the outbox through the channels, and tells senders what became of it
    channels       the ways out
    protocols      one record a protocol: what it can do, as gateway, review and delivery ask
    review, bot    what a reviewer can do; the bot that tells chat senders and listens to them
    status         metrics, health, probes, a page of charts
    workbench      measures and tunes detectors, and cannot send

    mime, smtp, matrix      formats and wires that the rooms above share
    model, errors           the words of all of them, as frozen values
    config, plugins         dlp.yaml as types; what it names by its file name
    spool, references       a message's bytes on their way; what people call a message
    releasability           who may get what, by the caveats of a marking
    log, metrics            one line, one number: never content
    app, cli, demo          wire it together; the command line; a tour
    __main__                `python -m dlp`

`docs/architecture.md` has the picture, what each may import, and the words.
"""

__version__ = "0.2.0"
