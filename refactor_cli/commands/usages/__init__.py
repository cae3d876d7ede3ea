"""What `refactor find-usages` is made of."""
