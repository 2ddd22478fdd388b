"""Revisions of the store's tables; run by `bom.database.upgrade`, imported by nobody."""
