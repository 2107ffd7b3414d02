"""Looks: who looks at what on which grounds, for as long as he looks."""
