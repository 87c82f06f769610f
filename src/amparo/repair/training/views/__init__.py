"""The views of this room: a gate, a selector, one act, a page."""
