"""ONVIF, as far as finding a device and asking it for the addresses of its streams needs it."""
