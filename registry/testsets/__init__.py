"""City test sets: pictures with labels that no vendor ever sees, in versions that do not change."""
