"""Readers' votes: counted elsewhere and brought in, or cast at an endpoint of one's own; never part of the panel's share."""
