"""What a layer is, for catalogues: one `Record`, written as DCAT, schema.org and ISO 19139. One module a form."""
