"""What products are made of: tables of usages in, where-used out."""
