"""A tool's own pages, captured into a dated folder with the facts that they publish."""
