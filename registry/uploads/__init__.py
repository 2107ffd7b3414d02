"""Packages on their way in: uploaded in parts, then put through the gate by a job."""
