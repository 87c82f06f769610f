"""One file for each subject; a view is a gate, a selector, one service, a page."""
