"""Matrix in: a reverse proxy in front of a homeserver (docs/matrix.md).

proxy              the listener: one request after the other, by the table in routes.yaml
routes             that table, default-deny
forwarding         an inspected request: parsed, to the gateway, to the homeserver, answered
media              uploads
login              the addresses of the homeserver that clients are told
restrictions       requests that change who can see something
audience           who can read a room; networks: chat networks behind bridges
lookup             whose a token is, who is in a room: asked and remembered for a moment
upstream           the homeserver; responses: answers and errors of our own
membership_review  the review of who is in which room
profile            what Matrix can do, for the gateway
"""

from dlp.proxies.matrix.membership_review import MembershipReview
from dlp.proxies.matrix.profile import profile
from dlp.proxies.matrix.proxy import MatrixProxy

__all__ = ["MatrixProxy", "MembershipReview", "profile"]
