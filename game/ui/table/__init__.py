"""The game at the table: what a side knows, made into what the board and the panels show, and orders out of clicks."""
