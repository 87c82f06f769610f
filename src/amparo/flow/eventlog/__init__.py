"""The log: one row a case, one day a stage, groups and an exit; no field for a name."""

from amparo.flow.eventlog.ledger import Ledger, LedgerLine
from amparo.flow.eventlog.log import CASE, EXIT, EXIT_ON, EventLog

__all__ = ["CASE", "EXIT", "EXIT_ON", "EventLog", "Ledger", "LedgerLine"]
