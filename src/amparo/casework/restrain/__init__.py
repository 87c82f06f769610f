"""Suspects, warrants, arrests, protective orders and liberty: keeping the violent from harm."""
