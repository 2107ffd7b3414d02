"""Tests of cases.lifecycle, mirroring the package."""
