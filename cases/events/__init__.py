"""Incidents as rows: raised, updated, ended, each in the transaction of whoever reports them."""
