"""Every exception that tradetalks raises on purpose.

TradetalksError
├── InputError       a value given to a function or a command cannot be used
│   └── CaseError    a case folder has faults; all of them are listed
└── SolveError       a computation did not converge or has no solution
"""

from collections.abc import Sequence


class TradetalksError(Exception):
    """Base of all errors that a user can cause or must be told of."""


class InputError(TradetalksError):
    """A value cannot be used; the message names it and says what to try."""


class CaseError(InputError):
    """A case has faults.

    Parameters
    ----------
    faults
        One line a fault: file, field, what is wrong, what to try.
    """

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(self.faults))


class SolveError(TradetalksError):
    """A solve stopped short of its tolerance.

    Parameters
    ----------
    message
        What was solved and what to try.
    residual
        The residual at which it stopped, in the unit of the equations.
    iterations
        Steps taken.
    """

    def __init__(self, message: str, *, residual: float, iterations: int) -> None:
        self.residual = residual
        self.iterations = iterations
        super().__init__(f"{message} (residual {residual:.2e} after {iterations} steps)")
