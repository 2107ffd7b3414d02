"""The hours of a working day, as a setting writes them: `08:30-12:00,13:30-18:00`."""

from datetime import time

Hours = tuple[tuple[time, time], ...]


def parse_hours(text: str) -> Hours:
    """Return the spans of a day in order; raises `ValueError` unless each ends after it begins."""
    spans = tuple(_span(part.strip()) for part in text.split(","))
    edges = [edge for span in spans for edge in span]
    if edges != sorted(set(edges)):
        raise ValueError("hours are spans in order, as 08:30-12:00,13:30-18:00")
    return spans


def _span(part: str) -> tuple[time, time]:
    begin, _, end = part.partition("-")
    return time.fromisoformat(begin), time.fromisoformat(end)
