"""The bot: tells the senders of a chat what became of a message and why, and listens to them.

words     what is said and understood; pure       desk      what a command does
rooms     one internal room for each user, with matrix-nio; a channel of the courier
"""

from dlp.bot.rooms import Bot

__all__ = ["Bot"]
