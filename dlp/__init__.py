"""A transparent outbound DLP gateway for mail and chat.

receive → read → detect → decide → act → deliver, the same way for every message:

    proxies/     the ways in (SMTP, Matrix): what a client sent becomes a `model.Message`
    gateway      `handle(message, cut_through)`: the only way through
    inspection   read/ + detect/ + policy/, pure; runs in worker processes (workers/)
    redaction    message + findings → message, pure
    store/       incident + evidence + outbox in one transaction, before anybody hears yes
    courier      carries the outbox through channels/ (the ways out), with retries and DSNs
    app, cli     wire it together; workbench/ and console/ look at it

`docs/architecture.md` has the picture.
"""

__version__ = "0.2.0"
