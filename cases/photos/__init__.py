"""Photos that handlers take before and after the work: pixels only, reached through their case."""
