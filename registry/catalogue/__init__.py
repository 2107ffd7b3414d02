"""The shelf: algorithms, their versions, which version an alias means, and strikes against them."""
