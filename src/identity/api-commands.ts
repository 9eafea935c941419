import { CommandFailed, table } from '#module/command';
import { ACTOR, refused } from './client-refusal.ts';
import { servicesOf, type IdentityCommand } from './host.ts';

export const apiCommands: readonly IdentityCommand[] = [
  {
    name: 'api save',
    usage: '< api.json',
    about:
      'Registers an API that accepts access tokens (RFC 8707), or replaces it: identifier, agency, name, scopes, and where wanted signing_alg and token_seconds. Running processes know it within a minute.',
    reads: 'the API',
    example: `echo '{"identifier":"https://api.example/dossiers","agency":"G18","name":"Hồ sơ","scopes":["dossier:read"]}' | npm run -s cli -- api save`,
    async run({ host, document }) {
      const services = servicesOf(host);
      const given = apiInput(document);
      await services.db.transaction(async (tx) => {
        await refused('API', () => services.clients.saveResource(tx, given));
        await services.events.record(tx, {
          type: 'api.saved',
          actor: ACTOR,
          detail: { identifier: given.identifier, agency: given.agency_code, scopes: given.scopes },
        });
      });
      return { json: given };
    },
  },
  {
    name: 'api list',
    usage: '',
    about: 'Lists the APIs that accept access tokens.',
    example: 'npm run -s cli -- api list',
    async run({ host }) {
      const services = servicesOf(host);
      const apis = await services.clients.resources(services.db);
      return {
        json: { apis },
        text: table([['IDENTIFIER', 'AGENCY', 'SCOPES'], ...apis.map((api) => [api.identifier, api.agency_code, api.scopes.join(' ')])]),
      };
    },
  },
];

function apiInput(input: unknown) {
  const given = (typeof input === 'object' && input !== null ? input : {}) as Record<string, unknown>;
  const { identifier, scopes, name, agency, signing_alg: alg = 'ES256', token_seconds: seconds = 300 } = given;
  if (typeof identifier !== 'string' || !URL.canParse(identifier) || identifier.includes('#'))
    throw new CommandFailed('identifier must be an absolute URI without a fragment');
  if (
    !Array.isArray(scopes) ||
    scopes.length === 0 ||
    !scopes.every((scope) => typeof scope === 'string' && /^[\w.:/-]{1,100}$/.test(scope))
  )
    throw new CommandFailed('scopes must be a list of scope names');
  if (typeof alg !== 'string' || !['ES256', 'PS256', 'RS256', 'EdDSA'].includes(alg))
    throw new CommandFailed('signing_alg must be ES256, PS256, RS256 or EdDSA');
  if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < 30 || seconds > 3600)
    throw new CommandFailed('token_seconds must be a whole number from 30 to 3600');
  return {
    identifier,
    agency_code: typeof agency === 'string' ? agency.toUpperCase() : 'MC',
    name: typeof name === 'string' ? name : identifier,
    scopes: scopes as string[],
    signing_alg: alg as 'ES256',
    token_seconds: seconds,
  };
}
