"""Messages about cases: written with what they tell about, delivered until somebody took them."""
