"""Open311 GeoReport v2: its words and forms, and our side as a server. The client is a kind of sink."""
