"""One line of text as it is written: its letters, the caret, and the stretch that is chosen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Line:
    """A text of at most `longest` letters; what lies between `anchor` and `caret` is chosen.

    >>> line = Line("Hama road", 20, caret=4, anchor=0)
    >>> line.write("Hish"), line.text, line.caret
    (True, 'Hish road', 4)
    """

    text: str
    longest: int
    caret: int = 0
    anchor: int = 0

    @property
    def chosen(self) -> tuple[int, int]:
        """Where what is chosen begins and ends; the same where nothing is."""
        return min(self.caret, self.anchor), max(self.caret, self.anchor)

    @property
    def chosen_text(self) -> str:
        """What is chosen."""
        start, end = self.chosen
        return self.text[start:end]

    def write(self, typed: str) -> bool:
        """Put letters in place of what is chosen, as far as there is room, and say whether anything changed."""
        start, end = self.chosen
        before, rest = self.text, self.text[:start] + self.text[end:]
        typed = "".join(letter for letter in typed if letter.isprintable())[:max(0, self.longest - len(rest))]
        self.text = rest[:start] + typed + rest[start:]
        self.caret = self.anchor = start + len(typed)
        return self.text != before

    def erase(self, by: int) -> bool:
        """Take away what is chosen, else the letter before (-1) or after (1) the caret; say whether any was there."""
        if self.caret == self.anchor:
            self.anchor = max(0, min(len(self.text), self.caret + by))
        return self.write("")

    def go(self, to: int, *, choosing: bool = False) -> None:
        """Move the caret; `choosing` chooses what it passes, else nothing is chosen afterwards."""
        self.caret = max(0, min(len(self.text), to))
        if not choosing:
            self.anchor = self.caret

    def step(self, by: int, *, choosing: bool = False) -> None:
        """Move the caret by a letter, or without `choosing` to that end of what is chosen."""
        if self.caret != self.anchor and not choosing:
            self.go(self.chosen[0] if by < 0 else self.chosen[1])
        else:
            self.go(self.caret + by, choosing=choosing)

    def choose_all(self) -> None:
        """Choose the whole text."""
        self.anchor, self.caret = 0, len(self.text)

    def choose_word(self) -> None:
        """Choose the word at the caret, or the gap between two words."""
        gap = self.text[self.caret:self.caret + 1].isspace()
        start = end = self.caret
        while start > 0 and self.text[start - 1].isspace() == gap:
            start -= 1
        while end < len(self.text) and self.text[end].isspace() == gap:
            end += 1
        self.anchor, self.caret = start, end
