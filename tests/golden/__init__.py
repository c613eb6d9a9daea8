"""Games kept whole, so that a change of the rules that nobody meant is seen: see `make.py`."""
