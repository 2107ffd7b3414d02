"""What cameras usually show, as the examiner learned it: kept across workers, anew when a person says so."""
