"""Matrix in: a reverse proxy in front of a homeserver (docs/matrix.md).

routes    the table of requests, default-deny      server    listener, one request after the other
sending   parsed → gateway → homeserver → answer   media     uploads
gates     who could see it afterwards              login     the addresses that clients are told
audience  who is in a room; networks: bridges      people    tokens and rooms, asked and remembered
upstream  the homeserver                           answers   errors of our own
census    the review of memberships              profile   what Matrix can do, for the gateway
"""

from dlp.proxies.matrix.census import Census
from dlp.proxies.matrix.profile import profile
from dlp.proxies.matrix.server import MatrixProxy

__all__ = ["Census", "MatrixProxy", "profile"]
