"""What test runners give tests: fixtures, rows of parametrized tests, mocks, caught errors."""
