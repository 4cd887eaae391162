"""What an editor makes of a comparison before readers see it: edits, sign-off, editions, and a history that only grows."""
