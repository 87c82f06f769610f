"""What people do about complaints: tell, keep, handle, protect, honour, test."""
