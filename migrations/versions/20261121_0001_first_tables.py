"""First tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("sha256", name=op.f("uq_document_sha256")),
    )
    op.create_table(
        "part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("part_number", sa.String(), nullable=False),
        sa.Column("revision", sa.String(), nullable=False),
        sa.Column("manufacturer", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part")),
        sa.UniqueConstraint(
            "part_number",
            "revision",
            "manufacturer",
            "name",
            name=op.f("uq_part_part_number_revision_manufacturer_name"),
        ),
    )
    op.create_table(
        "substance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("id_type", sa.String(length=8), nullable=False),
        sa.Column("id_value", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_substance")),
        sa.UniqueConstraint("id_type", "id_value", name=op.f("uq_substance_id_type_id_value")),
    )
    op.create_table(
        "substance_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("legal_basis", sa.String(), nullable=False),
        sa.Column("binding", sa.Boolean(), nullable=False),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.Column("checked_on", sa.String(length=10), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_substance_list")),
        sa.UniqueConstraint("list_id", "sha256", name=op.f("uq_substance_list_list_id_sha256")),
    )
    op.create_table(
        "supplier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_local", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier")),
        sa.UniqueConstraint(
            "name", "authority", "identity", name=op.f("uq_supplier_name_authority_identity")
        ),
    )
    op.create_table(
        "declaration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("member_name", sa.String(), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("scheme", sa.String(length=16), nullable=False),
        sa.Column("schema_version", sa.String(), nullable=False),
        sa.Column("tool", sa.String(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=True),
        sa.Column("requester_part_number", sa.String(), nullable=False),
        sa.Column("response_date", sa.String(), nullable=False),
        sa.Column("confirmed_at", sa.String(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("unit_type", sa.String(), nullable=False),
        sa.Column("has_composition", sa.Boolean(), nullable=False),
        sa.Column("has_compliance", sa.Boolean(), nullable=False),
        sa.Column("composition_confirmed", sa.Boolean(), nullable=True),
        sa.Column("declared", sa.JSON(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("superseded_at", sa.String(length=27), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_declaration_document_id_document")
        ),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_declaration_part_id_part")),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_declaration_supplier_id_supplier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration")),
        sa.UniqueConstraint("content_sha256", name=op.f("uq_declaration_content_sha256")),
    )
    with op.batch_alter_table("declaration", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_declaration_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_declaration_part_id"), ["part_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_declaration_recorded_at"), ["recorded_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_declaration_requester_part_number"),
            ["requester_part_number"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_declaration_supplier_id"), ["supplier_id"], unique=False
        )

    op.create_table(
        "list_entry",
        sa.Column("substance_list_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("effect", sa.String(length=12), nullable=False),
        sa.Column("level", sa.String(length=24), nullable=False),
        sa.Column("included_on", sa.String(length=10), nullable=False),
        sa.Column("removed_on", sa.String(length=10), nullable=True),
        sa.Column("citation", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("source_title", sa.String(), nullable=False),
        sa.Column("source_url", sa.String(), nullable=False),
        sa.Column("trust", sa.String(length=1), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["substance_list_id"],
            ["substance_list.id"],
            name=op.f("fk_list_entry_substance_list_id_substance_list"),
        ),
        sa.PrimaryKeyConstraint("substance_list_id", "number", name=op.f("pk_list_entry")),
    )
    op.create_table(
        "list_version",
        sa.Column("substance_list_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("effective_from", sa.String(length=10), nullable=False),
        sa.Column("source_title", sa.String(), nullable=False),
        sa.Column("source_url", sa.String(), nullable=False),
        sa.Column("trust", sa.String(length=1), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["substance_list_id"],
            ["substance_list.id"],
            name=op.f("fk_list_version_substance_list_id_substance_list"),
        ),
        sa.PrimaryKeyConstraint("substance_list_id", "version", name=op.f("pk_list_version")),
    )
    op.create_table(
        "usage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_part_id", sa.Integer(), nullable=False),
        sa.Column("child_part_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.String(), nullable=False),
        sa.Column("quantity_ppb", sa.BigInteger(), nullable=True),
        sa.Column("unit", sa.String(length=8), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("superseded_at", sa.String(length=27), nullable=True),
        sa.ForeignKeyConstraint(
            ["child_part_id"], ["part.id"], name=op.f("fk_usage_child_part_id_part")
        ),
        sa.ForeignKeyConstraint(
            ["parent_part_id"], ["part.id"], name=op.f("fk_usage_parent_part_id_part")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usage")),
    )
    with op.batch_alter_table("usage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_usage_child_part_id"), ["child_part_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_usage_parent_part_id"), ["parent_part_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_usage_recorded_at"), ["recorded_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_usage_superseded_at"), ["superseded_at"], unique=False)

    op.create_table(
        "compliance_answer",
        sa.Column("declaration_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("dsl_entry", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("above", sa.Boolean(), nullable=False),
        sa.Column("application", sa.String(), nullable=False),
        sa.Column("threshold", sa.String(), nullable=False),
        sa.Column("mass", sa.String(), nullable=True),
        sa.Column("mass_unit", sa.String(), nullable=True),
        sa.Column("percent", sa.String(), nullable=True),
        sa.Column("use", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("material_code", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), nullable=True),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["declaration_id"],
            ["declaration.id"],
            name=op.f("fk_compliance_answer_declaration_id_declaration"),
        ),
        sa.PrimaryKeyConstraint("declaration_id", "number", name=op.f("pk_compliance_answer")),
    )
    op.create_table(
        "finding",
        sa.Column("declaration_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("severity", sa.String(length=8), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("where", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("hint", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["declaration_id"],
            ["declaration.id"],
            name=op.f("fk_finding_declaration_id_declaration"),
        ),
        sa.PrimaryKeyConstraint("declaration_id", "number", name=op.f("pk_finding")),
    )
    op.create_table(
        "node",
        sa.Column("declaration_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("parent_number", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("identifier", sa.String(), nullable=False),
        sa.Column("number_of_units", sa.String(), nullable=False),
        sa.Column("quantity_ppb", sa.BigInteger(), nullable=True),
        sa.Column("mass", sa.String(), nullable=True),
        sa.Column("mass_unit", sa.String(length=4), nullable=True),
        sa.Column("mass_ng", sa.BigInteger(), nullable=True),
        sa.Column("is_article", sa.Boolean(), nullable=True),
        sa.Column("is_implied", sa.Boolean(), nullable=False),
        sa.Column("use_code", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), nullable=True),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["declaration_id"], ["declaration.id"], name=op.f("fk_node_declaration_id_declaration")
        ),
        sa.PrimaryKeyConstraint("declaration_id", "number", name=op.f("pk_node")),
    )
    op.create_table(
        "constituent",
        sa.Column("declaration_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("node_number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("substance_id", sa.Integer(), nullable=True),
        sa.Column("percent", sa.String(), nullable=True),
        sa.Column("low_percent", sa.String(), nullable=True),
        sa.Column("high_percent", sa.String(), nullable=True),
        sa.Column("low_ppb", sa.BigInteger(), nullable=True),
        sa.Column("high_ppb", sa.BigInteger(), nullable=True),
        sa.Column("mass", sa.String(), nullable=True),
        sa.Column("mass_unit", sa.String(length=4), nullable=True),
        sa.Column("voluntary", sa.Boolean(), nullable=True),
        sa.Column("use_description", sa.String(), nullable=True),
        sa.Column("comment", sa.String(), nullable=True),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["declaration_id", "node_number"],
            ["node.declaration_id", "node.number"],
            name=op.f("fk_constituent_declaration_id_node_number_node"),
        ),
        sa.ForeignKeyConstraint(
            ["substance_id"], ["substance.id"], name=op.f("fk_constituent_substance_id_substance")
        ),
        sa.PrimaryKeyConstraint("declaration_id", "number", name=op.f("pk_constituent")),
    )
    with op.batch_alter_table("constituent", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_constituent_substance_id"), ["substance_id"], unique=False
        )

    op.create_table(
        "exemption_claim",
        sa.Column("declaration_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("constituent_number", sa.Integer(), nullable=True),
        sa.Column("answer_number", sa.Integer(), nullable=True),
        sa.Column("list_identity", sa.String(), nullable=False),
        sa.Column("list_version", sa.String(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("reg_index", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.CheckConstraint(
            "(constituent_number IS NULL) <> (answer_number IS NULL)",
            name=op.f("ck_exemption_claim_one_target"),
        ),
        sa.ForeignKeyConstraint(
            ["declaration_id", "answer_number"],
            ["compliance_answer.declaration_id", "compliance_answer.number"],
            name=op.f("fk_exemption_claim_declaration_id_answer_number_compliance_answer"),
        ),
        sa.ForeignKeyConstraint(
            ["declaration_id", "constituent_number"],
            ["constituent.declaration_id", "constituent.number"],
            name=op.f("fk_exemption_claim_declaration_id_constituent_number_constituent"),
        ),
        sa.PrimaryKeyConstraint("declaration_id", "number", name=op.f("pk_exemption_claim")),
    )


def downgrade() -> None:
    op.drop_table("exemption_claim")
    with op.batch_alter_table("constituent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_constituent_substance_id"))

    op.drop_table("constituent")
    op.drop_table("node")
    op.drop_table("finding")
    op.drop_table("compliance_answer")
    with op.batch_alter_table("usage", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_usage_superseded_at"))
        batch_op.drop_index(batch_op.f("ix_usage_recorded_at"))
        batch_op.drop_index(batch_op.f("ix_usage_parent_part_id"))
        batch_op.drop_index(batch_op.f("ix_usage_child_part_id"))

    op.drop_table("usage")
    op.drop_table("list_version")
    op.drop_table("list_entry")
    with op.batch_alter_table("declaration", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_declaration_supplier_id"))
        batch_op.drop_index(batch_op.f("ix_declaration_requester_part_number"))
        batch_op.drop_index(batch_op.f("ix_declaration_recorded_at"))
        batch_op.drop_index(batch_op.f("ix_declaration_part_id"))
        batch_op.drop_index(batch_op.f("ix_declaration_document_id"))

    op.drop_table("declaration")
    op.drop_table("supplier")
    op.drop_table("substance_list")
    op.drop_table("substance")
    op.drop_table("part")
    op.drop_table("document")
