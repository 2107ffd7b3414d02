"""The whole product, started as its user starts it and used from outside."""
