"""Detectors: rules that read what an office recorded and propose breakdowns by themselves."""
