"""YAML in, with positions: account and scenario files, and everything that can be wrong in one."""
