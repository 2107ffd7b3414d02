"""The tree of organizations that own everything."""
