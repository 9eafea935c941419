import type { Clock } from '#shared/clock';
import { sha256 } from '#shared/crypto';
import { many, one, run, type Tx } from '#shared/db';
import type { ProcedureContent } from './content.ts';
import { closeVersion, latestVersions, lockProcedure, publishVersion, putProcedure } from './import-sql.ts';
import { layThuTuc } from './lay-thu-tuc.ts';

/** Why a row was not taken: sentences for whoever wrote the file. */
export class Refusal extends Error {
  readonly reasons: readonly string[];
  constructor(...reasons: readonly string[]) {
    super(reasons.join('; '));
    this.reasons = reasons;
  }
}

/** The last day before a day. */
function dayBefore(day: string): string {
  return new Date(new Date(`${day}T00:00:00Z`).getTime() - 86_400_000).toISOString().slice(0, 10);
}

/**
 * Publishes one version, or finds that it is published already with exactly this content. The version before it ends on
 * the day before it begins. Throws a Refusal when it changes what was published or comes out of order.
 */
export async function publish(tx: Tx, content: ProcedureContent, clock: Clock): Promise<'published' | 'unchanged'> {
  await run(tx, putProcedure, [content.code]);
  await one(tx, lockProcedure, [content.code]);
  const hash = sha256(JSON.stringify(content));
  const versions = await many(tx, latestVersions, [content.code]);
  const same = versions.find(({ version }) => version === content.version);
  if (same !== undefined) {
    if (same.content_hash.equals(hash)) return 'unchanged';
    throw new Refusal(`version ${String(content.version)} is published and cannot change; give the change a new version`);
  }
  const before = versions[0];
  if (before !== undefined) {
    const faults = [
      ...(content.version < before.version ? [`version ${String(before.version)} is already published`] : []),
      ...(content.validFrom <= (before.valid_to ?? before.valid_from)
        ? [`it must begin after version ${String(before.version)}, that is after ${before.valid_to ?? before.valid_from}`]
        : []),
    ];
    if (faults.length > 0) throw new Refusal(...faults);
    if (before.valid_to === null) await run(tx, closeVersion, [content.code, before.version, dayBefore(content.validFrom)]);
  }
  await one(tx, publishVersion, [
    content.code,
    content.version,
    content.validFrom,
    content.validTo,
    content.agency,
    content.field,
    content.level,
    content.audience,
    content.online,
    content.name.vi,
    content.name.en,
    content.summary.vi,
    content.summary.en,
    content.keywords.join('\n'),
    JSON.stringify(layThuTuc(content)),
    JSON.stringify(content),
    hash,
    clock.now(),
  ]);
  return 'published';
}
