import { readFileSync } from 'node:fs';
import { developmentSecrets } from './config/development.ts';
import { loadConfig } from './config/load.ts';
import type { Configured } from './config/setting.ts';
import type { Config } from './config/shape.ts';

export { configurationPage } from './config/page.ts';
export { WORKER } from './config/declared.ts';
export { developmentSecrets } from './config/development.ts';
export { ConfigError, loadConfig, type Sources } from './config/load.ts';
export type { Config } from './config/shape.ts';

/**
 * The configuration of a program made of these modules, from this process's environment or the one given. The only place of the program
 * that reads its environment.
 */
export function readConfig(modules: readonly Configured[], environment: NodeJS.ProcessEnv = process.env): Config {
  return loadConfig(environment, { file: (path) => readFileSync(path, 'utf8'), development: developmentSecrets }, modules);
}
