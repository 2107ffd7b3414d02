"""An algorithm as it is handed over: a folder of data."""
