"""Every fact of the source document, played."""
