"""L4 Design Board: a Kanban board for design artefacts whose history, rules and pictures cannot disagree."""

__version__ = "0.1.0"
