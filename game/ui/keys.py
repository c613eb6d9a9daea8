"""Keys of one's own choice: a permutation of the letters, digits and function keys that the game uses.

Controls and screens know the usual keys only. What is pressed is turned into the usual key before a screen hears it,
and the usual key into the player's own where it is written. Giving one key to another swaps the two, so that no key
ever means two things.
"""

from __future__ import annotations

from collections.abc import Iterable

Pairs = tuple[tuple[str, str], ...]

FREE = (*"abcdefghijklmnopqrstuvwxyz", *"0123456789", *(f"f{n}" for n in range(1, 11)))
"""Keys that can be given away; F11, Enter, Esc, Tab, Space, the arrows and keys with Ctrl stay what they are."""


class Keys:
    """What the player's keys stand for; `pairs` are (usual, own), in any order, those that are the same left out.

    Pairs that would give two keys one meaning are not used.

    >>> mine = Keys((("m", "g"), ("g", "m")))
    >>> mine.own("m"), mine.usual("g"), mine.own("ctrl+s"), mine.own("x")
    ('g', 'm', 'ctrl+s', 'x')
    """

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        given = dict(pairs)
        sound = set(given) == set(given.values()) and set(given) <= set(FREE)
        self._own = given if sound else {}
        self._usual = {own: usual for usual, own in self._own.items()}

    def own(self, chord: str) -> str:
        """Return the player's key for a usual one."""
        return self._own.get(chord, chord)

    def usual(self, chord: str) -> str:
        """Return the usual key for one that the player has pressed."""
        return self._usual.get(chord, chord)

    def swapped(self, usual: str, own: str) -> Pairs:
        """Return the pairs after giving a usual key the player's own; who had that key gets the one given up.

        >>> Keys().swapped("m", "g")
        (('g', 'm'), ('m', 'g'))
        >>> Keys(Keys().swapped("m", "g")).swapped("m", "m")
        ()
        """
        if usual not in FREE or own not in FREE:
            return self.pairs
        changed = dict(self._own)
        changed[self.usual(own)] = self.own(usual)
        changed[usual] = own
        return tuple(sorted((a, b) for a, b in changed.items() if a != b))

    @property
    def pairs(self) -> Pairs:
        """The pairs as settings keep them."""
        return tuple(sorted(self._own.items()))
