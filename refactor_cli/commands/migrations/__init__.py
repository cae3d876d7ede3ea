"""What `refactor migrate`, `apply`, `show` and `undo` are made of: from an order to a branch and its report."""
