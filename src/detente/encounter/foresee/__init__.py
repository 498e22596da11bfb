"""From an equilibrium to futures: how likely each outcome is, when, and what would tell us early."""
