"""The dialogs of the board. Each stays open, with what was typed and the sentence inline, until its wish is granted."""
