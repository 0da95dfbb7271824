"""What happens when something breaks: real processes, really killed."""
