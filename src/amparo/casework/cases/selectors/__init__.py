"""What pages ask about cases: frozen answers, a fixed number of queries, through visible_to."""
