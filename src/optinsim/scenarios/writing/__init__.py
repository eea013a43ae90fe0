"""Scenario files written: expectations brought up to date, recordings, message logs."""
