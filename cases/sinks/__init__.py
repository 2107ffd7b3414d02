"""Systems outside that are told about cases: where they are, how a message is signed and sent."""
