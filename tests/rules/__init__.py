"""Tests of the rules, most of them drawn as pictures of a small map (see `pictures.py`)."""
