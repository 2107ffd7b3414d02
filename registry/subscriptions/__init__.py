"""Which algorithm looks at which camera, how often, and with which thresholds."""
