"""The after-action report of one game: what happened, by what it turned, and what the record says beside it."""
