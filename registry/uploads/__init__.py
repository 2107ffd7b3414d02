"""Packages and test sets on their way in: uploaded in parts, then dealt with by a job."""
