"""Where each case lies and who is to deal with it: proposed by the rules, or chosen by a person."""
