"""The evaluated portfolio beside the store: noticed changes, and files that workers share."""
