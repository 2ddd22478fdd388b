"""The store: declarations and usages in, arrays out; the only package that speaks SQL.

The order to read the modules in: `errors`, `instants`, `models` → `database`, `history`, `chunks`,
`inserts` → `rows`, `import_report`, `prepared`, `row_numbers`, `ingest` → `declaration_files`,
`readers`, `known_files`, `read_ahead`, `import_notices`, `import_files` → `units`, `bom_table`,
`resolution`, `load_usages` → `company`, `columns`, `evidence`, `graph`, `joins`, `statements`,
`snapshot` → `where_used`, `list_rows`. `structure` reads one product from a file, without a store:
`json_object`, `structure`, `identify`, `structure_arrays`.
"""
