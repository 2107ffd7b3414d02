"""The kinds of receivers: CloudEvents, Open311, chat robots and mail, each in a file of its own."""
