"""Studies: many games of a scenario and its variants, and what decides them."""
