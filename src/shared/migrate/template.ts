import { migrationsFolder, templateFiles } from './files.ts';

/** Puts a schema's name where a template says `:schema`. Throws for anything that is not a plain lower-case name. */
export function fillIn(text: string, schema: string): string {
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(schema)) throw new Error(`not a schema name: ${schema}`);
  return text.replaceAll(':schema', schema);
}

/** The SQL that makes a template's tables in a schema, as `migrate` runs it for every module that declares the template. */
export function renderTemplate(template: string, schema: string, folder = migrationsFolder): string {
  return templateFiles(folder, template)
    .map(({ text }) => fillIn(text, schema))
    .join('\n');
}
