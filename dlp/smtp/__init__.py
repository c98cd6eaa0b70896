"""The SMTP wire: grammar, replies, client. Shared by the proxy and the relay channel."""
