"""How good an algorithm is on labelled pictures: the same figures for every vendor's, as it is served."""
