"""Tests of cases.evidence, mirroring the package."""
