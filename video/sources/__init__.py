"""Where cameras come from: platforms that list them, and devices that are asked for their streams."""
