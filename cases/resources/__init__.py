"""What can be sent to an emergency: pumps, teams, material, where they stand and who answers for them."""
