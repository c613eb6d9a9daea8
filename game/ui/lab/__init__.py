"""The what-if lab: a copy of a situation in which supply can be tried out beside the real one."""
