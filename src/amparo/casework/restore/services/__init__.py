"""What a person does for a survivor's recovery."""
