"""Cameras and their frames: records, readers, states, and a simulator that stands in for real cameras."""
