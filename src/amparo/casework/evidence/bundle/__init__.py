"""A prosecutor-ready bundle: one text set as PDF and Word, with a manifest that is signed."""
