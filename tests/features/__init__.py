"""Stories in the users' words, end to end."""
