"""Steps between a decision and the way out, in the order that `dlp.app` puts them in.

stamping     a marking on mail that leaves the ordinary way
room_levels  what chat rooms have heard, and who in them is cleared
"""
