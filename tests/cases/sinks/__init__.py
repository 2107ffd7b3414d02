"""Tests of cases.sinks, mirroring the package."""
