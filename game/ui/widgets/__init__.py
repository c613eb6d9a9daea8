"""The small set of controls everything in the window is made of, with one scale, one focus and keys for all."""
