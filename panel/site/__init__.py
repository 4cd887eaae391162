"""What was published, as a folder of static pages."""
