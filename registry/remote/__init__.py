"""Algorithms whose models stay with their vendors, asked over the Open Inference Protocol v2."""
