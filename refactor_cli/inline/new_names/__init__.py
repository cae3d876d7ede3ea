"""Names in new code: how they are written at a place, and what they mean there."""
