"""Classes: their bases, their families, and what makes them or stands in for them."""
