"""To and from the formats of other tools: matrices of competing hypotheses (ACH), Bayesian networks (BIF)."""
