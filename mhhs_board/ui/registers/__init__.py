"""Pages that list records: blockers, and every type of record that has a register."""
