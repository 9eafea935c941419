import { developmentSecrets, loadConfig, type Config } from '#config';
import { identity, optionsOf, type IdentityOptions } from '#identity';
import type { Module } from '#module';
import { placeOf } from '../../src/app.ts';
import { modules } from '../../src/modules.ts';

/** The configuration of a program on localhost; nothing but `env` is read, and the keys of development. */
export const configOf = (env: NodeJS.ProcessEnv, made: readonly Module[] = modules): Config =>
  loadConfig(env, { file: () => '', development: developmentSecrets }, made);

/** What that configuration tells the identity module. */
export const identityOptions = (config: Config): IdentityOptions =>
  // The settings were declared by this very module.
  optionsOf({ ...placeOf(config), settings: config.settingsOf(identity) as Parameters<typeof optionsOf>[0]['settings'] });
