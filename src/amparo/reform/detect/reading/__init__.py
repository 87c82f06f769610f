"""Histories of cases, read for the detectors: of the case, of courts, of units, and from above."""

from amparo.reform.detect.reading.cases import Read, broken_ledgers, histories

__all__ = ["Read", "broken_ledgers", "histories"]
