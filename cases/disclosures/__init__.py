"""Pictures of false alarms that a department lets the algorithm's vendor see."""
