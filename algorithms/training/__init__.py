"""How the built-ins are taught; the only place that knows torch and Ultralytics."""
