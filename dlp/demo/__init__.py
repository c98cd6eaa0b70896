"""`dlp demo`: the gateway on embedded defaults, a mailbox as the far side, and sample mails.

Nothing of it leaves this machine; its folder is thrown away at the end.
"""

from dlp.demo.tour import demonstrate

__all__ = ["demonstrate"]
