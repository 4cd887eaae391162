"""The batch on many machines, which share one PostgreSQL database: the extra `[postgres]`."""
