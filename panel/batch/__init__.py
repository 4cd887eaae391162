"""Many jobs of one workspace: a queue that outlives crashes, worked through without asking anything twice."""
