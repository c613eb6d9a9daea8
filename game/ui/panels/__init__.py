"""The panels round the map: each turns a plain value into widgets, and knows nothing of rules or games."""
