"""Documents drawn from the records of a board: what they say (`words` and the modules named as they are), as what
(`writers`), and one door to all of it (`making`)."""
