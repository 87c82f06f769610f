"""What is done with questions to a simulated system: asked, looked at, carried out."""
