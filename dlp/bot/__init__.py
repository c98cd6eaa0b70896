"""The bot: tells the senders of a chat what became of a message and why, and listens to them.

messages  what the bot says and understands; pure
commands  what a command does
rooms     one internal room for each user, with matrix-nio; a channel of the courier
"""

from dlp.bot.rooms import Bot

__all__ = ["Bot"]
