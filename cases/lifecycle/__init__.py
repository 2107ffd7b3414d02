"""Cases: numbered, coded by the city's own dictionary, and moved along one table of transitions."""
