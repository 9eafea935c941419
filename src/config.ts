import { readFileSync } from 'node:fs';
import { developmentSecrets } from './config/development.ts';
import { loadConfig, type Config } from './config/load.ts';

export { configurationPage } from './config/page.ts';
export { developmentSecrets } from './config/development.ts';
export { ConfigError, loadConfig, type Config, type Sources } from './config/load.ts';
export { roles, type Role } from './config/settings.ts';

/** The configuration of this process, or of the environment given. The only place of the program that reads its environment. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  return loadConfig(environment, { file: (path) => readFileSync(path, 'utf8'), development: developmentSecrets });
}
