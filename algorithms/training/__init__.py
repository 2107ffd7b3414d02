"""The stock recipe that trains the built-ins; the only place that knows torch and Ultralytics."""
