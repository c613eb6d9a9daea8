"""The window: screens, panels, and the board they stand round."""
