"""The three spiders, one for each kind of entry point: `feed`, `sitemap`, `listing`."""
