"""What takes the word of others: of two administrators, of those who own what is asked for, or of both."""
