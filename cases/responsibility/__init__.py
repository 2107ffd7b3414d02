"""Who is responsible for which matters where: each organization's own table of rules."""
