"""What models saw, look by look: kept for a while in files, and replayed under other rules."""
