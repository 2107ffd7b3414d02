"""A city to try algomart with: rendered cameras, departments, users, and a receiver of its cases."""
