"""Tests of cases, mirroring the package."""
