"""The city's working calendar: which days are workdays whatever weekday they are."""
