"""Rules, zones, levels: first match for each destination."""
