"""The brief: one page that a minister can read and an auditor can check, made from an assessment."""
