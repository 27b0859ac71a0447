"""How long a trace takes beside what people run instead: measured in one run, kept as JSON, told as tables and pictures."""
