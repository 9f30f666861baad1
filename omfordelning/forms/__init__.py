"""Forms of the process: what people type, read into what the commands take."""
