"""How much an organization may have of what everybody shares."""
