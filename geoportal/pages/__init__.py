"""The pages that cross apps: home, search, region, map. One module a page; each collects facts, then renders."""
