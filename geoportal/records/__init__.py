"""What crosses apps for catalogues and search engines: DCAT of layers and documents, sitemap, robots.txt."""
