"""Matrix as proxy, channels and bot share it (the client-server API of spec.matrix.org).

accounts    user ids as addresses
events      an event on its way, with operation and path, as one media type
homeserver  a client of a homeserver's API
"""
