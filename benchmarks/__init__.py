"""What optinsim costs beside its peers, measured on this machine: `make bench`.

Every benchmark is a module with a `measure` function, and says what is compared, why that is fair
and how much is allowed. These are comparisons in one run, so a slow machine is no excuse; nothing
here is a test, and nothing fails when a bar is missed.
"""
