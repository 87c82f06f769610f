"""What the commands that read a log share; a command is imported only when it is called."""

ENDS = (
    "Exit status: 0 where there is an answer, even that nothing can be claimed; 2 where there is "
    "something to mend, which one line says; 1 where it was stopped."
)
