// Brings a database to the present schema, and says whether a database is one this program knows.
// What the files are and how they are written: migrations/README.md.
export { schemaGuard, type SchemaGuard } from './guard.ts';
export { migrate, type MigrateOptions, type Schema } from './migrate.ts';
export { MigrationRefused } from './refused.ts';
export { renderTemplate } from './template.ts';
