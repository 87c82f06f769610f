"""What pages and forms about recovery do."""
