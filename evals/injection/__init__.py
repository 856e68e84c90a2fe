"""Instructions planted in feedback, and a chat model that obeys all of them: what gets out."""
