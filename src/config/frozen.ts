/** Freezes plain objects and arrays all the way down. Buffers, Maps and URLs cannot be frozen; nothing changes those. */
export function deepFrozen<T extends object>(value: T): Readonly<T> {
  for (const child of Object.values(value) as unknown[]) {
    if (Array.isArray(child) || (typeof child === 'object' && child !== null && Object.getPrototypeOf(child) === Object.prototype))
      deepFrozen(child);
  }
  return Object.freeze(value);
}
