"""Files into the store: read by several processes, stored by one, one transaction each."""
