"""The service's pages, for browsers: sign in, hand in, follow, teach, look after the service."""
