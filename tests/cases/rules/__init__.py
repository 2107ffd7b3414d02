"""Tests of cases.rules, mirroring the package."""
