"""Tests of cases.review, mirroring the package."""
