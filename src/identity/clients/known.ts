import type { Tx } from '#shared/db';
import { agencyIsKnown, listResources } from './client-sql.ts';
import type { Registration } from './registration.ts';
import { identityScopes } from './scopes.ts';

/** What a registration names that is not there: its agency, or scopes of neither identity nor any API. */
export async function complaintsAbout(tx: Tx, wanted: Registration): Promise<{ member: string; message: string }[]> {
  const complaints: { member: string; message: string }[] = [];
  if (!(await agencyIsKnown(tx, wanted.agencyCode))) {
    const message = `there is no agency with the code ${wanted.agencyCode}; agencies have the codes of the ministries and provinces, such as G18 or H26`;
    complaints.push({ member: 'agency', message });
  }
  const known = new Set([...identityScopes, ...(await listResources(tx)).flatMap((resource) => resource.scopes)]);
  for (const { scope } of wanted.scopes.filter((grant) => !known.has(grant.scope))) {
    const message = `there is no scope ${JSON.stringify(scope)}; there are ${identityScopes.join(', ')}, and those of APIs (api list)`;
    complaints.push({ member: 'scope', message });
  }
  return complaints;
}
