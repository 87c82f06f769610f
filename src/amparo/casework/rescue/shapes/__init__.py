"""What pages of rescue are given."""
