"""The game as a value: pure rules without input, output, clock or chance of their own."""
