"""Tests of cases.events, mirroring the package."""
