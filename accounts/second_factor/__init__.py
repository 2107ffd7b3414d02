"""The second factor: time-based one-time codes (RFC 6238)."""
