"""The whole game in a terminal, in plain sentences: for screen readers, for servers, and for scripts."""
