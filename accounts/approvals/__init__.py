"""What a system and a security administrator decide together: new vendors, new versions."""
