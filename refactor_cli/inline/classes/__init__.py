"""One class in the place of another one, and methods of a family: why a usage of them cannot move alone."""
