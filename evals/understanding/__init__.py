"""How well feedback is understood, measured on sets that people labelled."""
