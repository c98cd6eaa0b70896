"""RFC 5322 bytes ↔ parts; byte-exact where nothing changed."""
