"""Why a file was refused: one error, told by its code.

```
ComplianceError
└── Refused                (ValueError)   the file, or one member of it, cannot be read faithfully
    file-limit             larger than we read
    zip-bomb               unpacks to more than we read, or is packed too tightly to be honest
    zip-limit              too many members, or too long a directory
    zip-damaged            truncated, overlapping, contradictory, wrong checksum, a comment
    zip-method             a compression or feature other than stored and deflated
    zip-name               a member name that leads out of the archive, hides or cannot be read
    zip-duplicate          two members with one name
    zip-encrypted          password-protected
    zip-special-file       a link, a device, a folder that holds data
    zip-zip64              64-bit structures, which no declaration needs
    zip-nested             an archive inside the archive
    xml-encoding           neither UTF-8, UTF-16 with BOM nor Shift_JIS, or bytes that are not it
    xml-doctype            a DOCTYPE: it can change what the file says
    xml-entity             a DOCTYPE that declares entities: bombs and other files hide in them
    xml-not-well-formed    not XML
    xml-limit              too deep, too long, too many elements, attributes or namespaces
    xml-mixed-content      text interrupted by an element, a comment or an instruction
    not-a-declaration      another format; the message names what it looks like
    version-unsupported    chemSHERPA V1 and older schemas
    several-products       more than one product in one XML
    schema-invalid         breaks the schema
    value-mass             a mass that is no plain non-negative number
    value-percent          a mass percentage that is none
    value-units            a number of units that is no plain number above zero
```

The last four carry one finding for each place; the others stop at the first.
"""

from __future__ import annotations

from regulations.errors import ComplianceError

__all__ = ["Refused"]


class Refused(ComplianceError, ValueError):
    """A file that cannot be read faithfully; nothing of it is kept as data.

    Attributes:
        code: one of the codes in the module's docstring.
        line: line in the XML text, None where there is none.
        where: path of the element, name of the member, or "".
    """

    def __init__(
        self, code: str, message: str, *, hint: str = "", line: int | None = None, where: str = ""
    ) -> None:
        super().__init__(message, hint=hint)
        self.code = code
        self.line = line
        self.where = where
