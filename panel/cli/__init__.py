"""The command line: a command parses, makes one call and prints; one file per noun."""
