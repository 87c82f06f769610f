"""What is done about suspects: each act in one transaction, with its milestone and its trail."""
