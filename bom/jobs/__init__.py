"""Work that waits in the store until somebody has done it."""
