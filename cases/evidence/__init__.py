"""Pictures that prove an event: the frame as it came, and the frame with what was seen drawn on it."""
