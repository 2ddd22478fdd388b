"""Declarations out of the store: as they came, or computed from the parts of an assembly."""
