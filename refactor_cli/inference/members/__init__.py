"""Attributes of objects, classes and modules: what gives them their values, and whether that is all."""
