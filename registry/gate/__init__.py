"""The gate every version passes before it is served."""
