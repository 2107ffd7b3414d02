"""What outside systems report of our cases, by webhook, by API or when asked, and the case follows."""
