"""SMTP and LMTP in: a session that is mirrored to the mail server behind (docs/smtp.md).

listener     sockets, TLS, bounds on connections      session      greeting, TLS, AUTH, errors
transaction  MAIL, RCPT, DATA, BDAT                   mirror       the far side of a session
data         where a message ends; spooled, bounded   relay        message → gateway → replies
trace        Received, X-DLP-Trace, loops             wire         bytes and time of a client
limits       bounds that all sessions share           auth         AUTH, relayed
profile      what mail can do, for the gateway        notices      delivery reports to senders
"""

from dlp.proxies.smtp.listener import SmtpProxy
from dlp.proxies.smtp.profile import profile

__all__ = ["SmtpProxy", "profile"]
