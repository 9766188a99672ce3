"""Pages of what happened: `/kabar/`. The form stands in `geoportal/manage/`."""
