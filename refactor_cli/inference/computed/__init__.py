"""Names and modules that code computes, and so are written nowhere."""
