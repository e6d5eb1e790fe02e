"""Who sent whom an envoy."""
