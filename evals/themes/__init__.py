"""How good the themes are that discovery finds: beside people's labels, run again, in time, by name."""
