"""What is asked of complaint themes -> the call of a tool."""
