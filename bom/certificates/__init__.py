"""Suppliers' environmental certificates; they stand beside verdicts and never in them."""
