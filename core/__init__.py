"""What every package stands on and no city word appears in: settings, database, errors, clock."""
