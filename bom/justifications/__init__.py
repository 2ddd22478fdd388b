"""Findings that two people accept for a while, with reason, evidence and an end."""
