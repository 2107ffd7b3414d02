"""The keys vendors sign their packages with, and whether a vendor wants every package signed."""
