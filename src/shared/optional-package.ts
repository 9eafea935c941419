/** A package that a production system is installed without is needed after all; the message says what to do. */
export class PackageMissing extends Error {}

/** What `load` loads, or `PackageMissing` with this sentence when it is not installed. */
export async function loadOptional<T>(load: () => Promise<T>, sentence: string): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw isMissing(cause) ? new PackageMissing(sentence, { cause }) : cause;
  }
}

/** Whether an error says that a module is not there (Node.js, "Errors": `import` and `require` have a code each). */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND');
}
