"""Hope: do people believe that it can work, do leaders keep their word, and what proves it."""
