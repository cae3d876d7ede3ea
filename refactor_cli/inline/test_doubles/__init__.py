"""What tests put in the place of a name, and what that means for the calls which go by it."""
