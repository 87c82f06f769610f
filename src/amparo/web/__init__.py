"""The shell every page stands in: layout, components, forms, error pages. Knows no other room."""
