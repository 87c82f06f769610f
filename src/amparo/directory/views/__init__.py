"""Pages of the directory: a gate, a selector or one service, a page."""
