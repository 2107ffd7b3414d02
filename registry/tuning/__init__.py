"""Ways of running a model on this kind of machine: measured, and the fastest kept that sees as well."""
