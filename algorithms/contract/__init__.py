"""What a vendor and algomart agree on: the manifest, the values, and how a fault in them is told."""
