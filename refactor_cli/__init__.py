"""Find every usage of an outdated Python function, and migrate all of them onto a reviewable branch."""

__version__ = "0.1.0"
