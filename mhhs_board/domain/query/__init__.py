"""The filter language: how a query is read, what it matches, what completes it, and what in it is doubtful."""
