"""The container: our own reading of the archive before anything in it is believed."""
