"""What selectors answer, put into the shapes that components take."""
