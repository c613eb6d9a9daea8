"""The screens: menu, choice of a scenario, settings, saved games, the table, the result."""
