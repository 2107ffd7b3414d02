"""The edges to other networks: which addresses may be connected to, and a client that keeps to them."""
