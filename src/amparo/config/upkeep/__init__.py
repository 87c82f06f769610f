"""What whoever keeps the machine runs: checkpoints and the trail for auditors."""
