"""The roles and what each may do, as anybody may read them."""
