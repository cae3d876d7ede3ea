"""Types that the code says itself: annotations, type comments, docstrings."""
