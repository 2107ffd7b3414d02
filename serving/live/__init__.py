"""Live pictures: small ones of many cameras at once, asked of the workers that watch them."""
