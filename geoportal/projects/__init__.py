"""Pages and API of projects and tenders."""
