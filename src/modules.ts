import { catalogue } from '#catalogue';
import { dossier } from '#dossier';
import { identity } from '#identity';
import type { Module } from '#module';
import { payment } from '#payment';
import { relyingParty } from '#relying-party';
import { portals, sandbox } from '#sandbox';

/**
 * Every module, in the order their roles start and the manual speaks of them. This is the only list: composition, command line,
 * worker, migrations, registration, documentation and the tests that walk over everything read it.
 */
export const modules: readonly Module[] = [identity, relyingParty, catalogue, dossier, payment, sandbox, portals];
