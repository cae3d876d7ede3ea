"""What `refactor recipes check` looks at."""
