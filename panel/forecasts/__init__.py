"""The panel's dated forecasts, held to account: entered when they are made public, resolved by an editor, scored."""
