"""One file for each noun; a view is a gate, a selector, one service, a page."""
