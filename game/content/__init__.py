"""Scenario files: YAML to a `Scenario`, or the complete list of what is wrong with it."""
