"""A computed declaration: of an assembly from its parts, of a material from a mixture."""
