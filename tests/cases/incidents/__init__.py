"""Tests of cases.incidents, mirroring the package."""
