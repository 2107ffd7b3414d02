"""Analysis as a service: models called from outside, over the Open Inference Protocol v2."""
