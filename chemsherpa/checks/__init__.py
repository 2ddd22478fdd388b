"""What the schema cannot see: contradictions and slips inside a valid declaration.

`content` lists every check; each is one function, named by what it demands.
"""
