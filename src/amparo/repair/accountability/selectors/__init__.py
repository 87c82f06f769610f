"""What pages ask of complaints about officials."""
