"""What was published in a period, as one letter to readers; nothing here sends it."""
