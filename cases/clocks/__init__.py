"""Clocks of a case: how much of a time limit is used, in working time, and when it is over."""
