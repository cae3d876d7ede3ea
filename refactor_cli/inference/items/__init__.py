"""Containers: what is put into them, who has them, and what is taken out."""
