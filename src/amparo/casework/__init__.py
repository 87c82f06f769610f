"""The four ways a victim is helped through the system, and the spine they share."""
