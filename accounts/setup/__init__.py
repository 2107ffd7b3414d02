"""The first start: a one-time link that makes the first organization and its security administrator."""
