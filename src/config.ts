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

/** The configuration of this process, made of these modules. The only place of the program that reads the environment. */
export function readConfig(modules: readonly Configured[]): Config {
  return loadConfig(process.env, { file: (path) => readFileSync(path, 'utf8'), development: developmentSecrets }, modules);
}
