"""What `refactor check` and `refactor baseline` are made of: findings, their outputs, their fixes."""
