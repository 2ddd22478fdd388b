"""Memory asked for before it is needed, so that compiled loops do not wait for it.

Imported by modules of loops only: it needs numba.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

__all__ = ["fetch"]

_READ, _KEPT, _DATA = 0, 3, 1
"""The last words of the instruction: for reading, close to the processor, not code."""


def _made() -> Callable[[NDArray[Any], int | np.integer], None]:
    numba = importlib.import_module("numba.core")
    extending = importlib.import_module("numba.extending")
    ir = importlib.import_module("llvmlite.ir")

    def fetch(typing_context: Any, column: Any, _row: Any) -> Any:  # noqa: ANN401 - numba's
        del typing_context

        def built(context: Any, builder: Any, signature: Any, given: Any) -> Any:  # noqa: ANN401
            kind, byte, word = signature.args[0], ir.IntType(8).as_pointer(), ir.IntType(32)
            array = context.make_array(kind)(context, builder, given[0])
            place = builder.bitcast(builder.gep(array.data, [given[1]]), byte)
            shape = ir.FunctionType(ir.VoidType(), [byte, word, word, word])
            asked = builder.module.declare_intrinsic("llvm.prefetch", [byte], shape)
            builder.call(asked, [place, word(_READ), word(_KEPT), word(_DATA)])
            return context.get_dummy_value()

        return numba.types.void(column, numba.types.intp), built

    return cast("Callable[[NDArray[Any], int | np.integer], None]", extending.intrinsic(fetch))


fetch = _made()
"""Ask for an element of a column that lies in one piece, and go on without it.

Nothing is read, so a number that lies outside the column does no harm.
"""
