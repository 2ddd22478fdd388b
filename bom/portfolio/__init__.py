"""Rows to arrays: what is stored, as the engine wants it, for one product or for all."""
