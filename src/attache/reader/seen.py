"""What was read before: wire copy and boilerplate come again and again, and need not be read again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Seen(Generic[Value]):
    """Values by key, as many as memory allows for. Nearly all windows come once, so what came once is kept for a short while
    only; of those that went, a digest remains, and what comes again after that is kept for long ("2Q": Johnson and Shasha,
    VLDB 1994)."""

    def __init__(self, new: int = 64, again: int = 256, remembered: int = 100_000) -> None:
        """How many values are kept that came once, that came again, and how many keys of the former remain."""
        self._new: OrderedDict[bytes, Value] = OrderedDict()
        self._again: OrderedDict[bytes, Value] = OrderedDict()
        self._gone: OrderedDict[bytes, None] = OrderedDict()
        self._room = new, again, remembered

    def get(self, key: bytes, make: Callable[[], Value]) -> Value:
        """The value of a key, made anew where it is not kept."""
        if key in self._again:
            self._again.move_to_end(key)
            return self._again[key]
        value = self._new.pop(key) if key in self._new else None
        came_before = value is not None or key in self._gone
        if value is None:
            value = make()
        new, again, remembered = self._room
        if came_before:
            self._gone.pop(key, None)
            self._again[key] = value
            if len(self._again) > again:
                self._again.popitem(last=False)
        else:
            self._new[key] = value
            if len(self._new) > new:
                self._gone[self._new.popitem(last=False)[0]] = None
                if len(self._gone) > remembered:
                    self._gone.popitem(last=False)
        return value
