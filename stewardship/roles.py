"""What each role may do. Docs: the table in docs/explanation/upload.md says the same."""

from .models import Role

SEES = frozenset({"layers.view_internal", "layers.view_draft"})
# What somebody in a village or a kecamatan keeps up to date: all of it lies in a region.
KEEPS = frozenset(
    {
        "facilities.edit",
        "documents.edit",
        "kegiatan.edit",
        "projects.progress",
        "services.edit",
        "monografi.edit",
    }
)
MAY: dict[str, frozenset[str]] = {
    Role.GIS: frozenset(
        {"imports.upload", "imports.publish", "imports.undo", "projects.edit", "projects.progress", "projects.import"}
    )
    | SEES,
    Role.APPROVER: frozenset({"imports.approve", "monografi.publish"}) | SEES,
    Role.LAYER_KEEPER: frozenset({"layers.manage"}) | SEES,
    Role.PEOPLE_KEEPER: frozenset({"people.manage", "keepers.manage"}),
    Role.OPERATOR: KEEPS | SEES,
}
# Uploading and looking change nothing: a mandate over one region's rows lets its holder do both on the whole layer.
REGION_APART = SEES | {"imports.upload"}


def roles_that_may(action: str) -> list[str]:
    return [role for role, actions in MAY.items() if action in actions]
