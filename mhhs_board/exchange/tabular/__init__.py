"""Tables as other programs and people write them: which rows there are, what the columns hold, what each row says."""
