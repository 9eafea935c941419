/** The database cannot be brought to this program's schema as it is; the message is a sentence that says what to do. */
export class MigrationRefused extends Error {
  override readonly name = 'MigrationRefused';
}
