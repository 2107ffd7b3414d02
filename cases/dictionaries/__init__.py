"""The city's dictionary: matters by their standard's code, and which of them an event type is."""
