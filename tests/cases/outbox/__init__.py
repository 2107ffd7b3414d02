"""Tests of cases.outbox, mirroring the package."""
