// What a module declares its settings with: the shape of a setting, and the kinds of values.
export type { Complaint, Configured, Localhost, OriginDeclaration, Setting, Settings, ValuesOf } from './setting.ts';
export { address, key, list, network, origin, text, truth, versionedKeys, whole } from './values.ts';
