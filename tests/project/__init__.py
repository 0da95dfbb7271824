"""The project itself: settings, locks, compose file, start."""
