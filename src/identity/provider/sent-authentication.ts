import { decodeJwt, decodeProtectedHeader } from 'jose';
import { param, type Refused } from './explanation.ts';

/** The ways in which the client has tried to authenticate, of which there should be one. */
export function methodsSent(refused: Refused): string[] {
  const ways = [
    ...(refused.ctx.get('authorization') === '' ? [] : ['client_secret_basic']),
    ...(typeof param(refused, 'client_secret') === 'string' ? ['client_secret_post'] : []),
    ...(typeof param(refused, 'client_assertion') === 'string' ? ['private_key_jwt'] : []),
  ];
  return ways.length === 0 ? ['none'] : ways;
}

/** A claim of the assertion, as it says itself; nothing of it has been verified. */
export function claim(refused: Refused, name: string): unknown {
  const assertion = param(refused, 'client_assertion');
  try {
    return typeof assertion === 'string' ? decodeJwt(assertion)[name] : undefined;
  } catch {
    return undefined;
  }
}

export function header(refused: Refused, name: 'alg' | 'kid'): unknown {
  const assertion = param(refused, 'client_assertion');
  try {
    return typeof assertion === 'string' ? decodeProtectedHeader(assertion)[name] : undefined;
  } catch {
    return undefined;
  }
}

/** Whom the authentication itself names: the assertion or the header, not the parameter beside them. */
export function identified(refused: Refused): unknown {
  const [, encoded = ''] = refused.ctx.get('authorization').split(' ');
  const [id = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return claim(refused, 'sub') ?? (id === '' ? undefined : id);
}
