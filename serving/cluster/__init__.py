"""What runs on Ray: the model host, the camera workers, and the supervisor that keeps them."""
