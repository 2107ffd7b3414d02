"""What a camera was when: its spells in one state, so that “not seen 14:02 to 14:31” can be told."""
