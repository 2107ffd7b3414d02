"""What vendors' goods were used for, by whom and how much: what statements are made of."""
