"""People judge what the models saw: a verdict, five seconds to take it back, then its effect."""
