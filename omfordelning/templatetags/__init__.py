"""Template tags of the process."""
