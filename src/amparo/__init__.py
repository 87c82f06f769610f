"""Amparo: casework for victims of violence, and a true account of where justice breaks."""

__version__ = "0.1.0"
