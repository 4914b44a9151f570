"""What the project's developer commands are made of, one subject a file."""
