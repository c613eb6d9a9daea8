"""The computer opponent: a pure function from what a side knows to its next orders."""
