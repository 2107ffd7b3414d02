"""The HTTP application: the packages' routers, the joined lists, the live stream, the console."""
