"""Calls and functions: what reaches a parameter, and what calling gives."""
