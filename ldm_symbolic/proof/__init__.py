"""What is proved, and how."""
