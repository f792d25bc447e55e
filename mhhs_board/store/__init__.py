"""How a board is kept. The only room that says SQLAlchemy."""
