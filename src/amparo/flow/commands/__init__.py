"""What the commands that read a log share; a command is imported only when it is called."""
