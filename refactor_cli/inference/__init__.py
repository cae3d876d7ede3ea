"""What an expression may be: its types, and how each of them is known."""
