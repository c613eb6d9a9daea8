"""How things look: palette and sizes, type, icons and counters, drawn for this project."""
