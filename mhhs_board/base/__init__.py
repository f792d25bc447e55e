"""What any room may use and what knows no board."""
