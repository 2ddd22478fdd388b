"""A product that somebody describes in one file, without any store."""
