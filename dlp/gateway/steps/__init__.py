"""Steps on the way of a message (`dlp.gateway.ports.Step`), in the order that `dlp.app` gives them.

stamping     a marking on mail that leaves the ordinary way
room_levels  what chat rooms have heard, and who in them is cleared
"""
