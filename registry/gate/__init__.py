"""The gate every version passes before it is published; this release's one is thin."""
