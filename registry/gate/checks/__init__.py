"""The checks that look at a package without running it; each is one function that yields findings."""
