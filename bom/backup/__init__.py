"""Stores into one file and back: written whole or not at all, compared before it is believed."""
