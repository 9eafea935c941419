import type { Adapter } from 'oidc-provider';
import { accessTokenAdapter } from './access-token.ts';
import { clientCredentialsAdapter } from './client-credentials.ts';
import { clientAdapter } from './client.ts';
import { codeAdapter } from './code.ts';
import type { ModelParts } from './contract.ts';
import { grantAdapter } from './grant.ts';
import { interactionAdapter } from './interaction.ts';
import { pushedRequestAdapter } from './pushed-request.ts';
import { refreshTokenAdapter } from './refresh-token.ts';
import { replayAdapter } from './replay.ts';
import { sessionAdapter } from './session.ts';

/** The adapter of every model that is switched on; oidc-provider asks for none of the others. */
export function createModels(parts: ModelParts): (name: string) => Adapter {
  const models: Readonly<Record<string, Adapter>> = {
    AccessToken: accessTokenAdapter(parts),
    AuthorizationCode: codeAdapter(parts),
    Client: clientAdapter(parts),
    ClientCredentials: clientCredentialsAdapter(parts),
    Grant: grantAdapter(parts),
    Interaction: interactionAdapter(parts),
    PushedAuthorizationRequest: pushedRequestAdapter(parts),
    RefreshToken: refreshTokenAdapter(parts),
    ReplayDetection: replayAdapter(parts),
    Session: sessionAdapter(parts),
  };
  return (name) => {
    const found = models[name];
    if (found === undefined) throw new Error(`the store has no ${name}`);
    return found;
  };
}
