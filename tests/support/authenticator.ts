import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';

/** What a test may falsify in one answer. */
export interface Falsify {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly type?: string;
  /** False: the authenticator did not verify the user. */
  readonly userVerified?: boolean;
  /** The counter that is reported instead of the next one. */
  readonly counter?: number;
  /** The passkey is synchronised with other devices. */
  readonly backedUp?: boolean;
  /** It may be, whether or not it is now; follows from `backedUp`. */
  readonly backupEligible?: boolean;
  readonly userHandle?: Buffer;
  readonly signature?: Buffer;
}

interface CreationOptions {
  readonly challenge: string;
  readonly rp: { readonly id: string };
  readonly user: { readonly id: string };
}

const sha256 = (data: Buffer | string): Buffer => createHash('sha256').update(data).digest();

/** A platform authenticator in software: one discoverable ES256 passkey (WebAuthn Level 3 sections 6.1 and 6.5). */
export class SoftwareAuthenticator {
  readonly credentialId = randomBytes(32);
  readonly #origin: string;
  readonly #keys: { privateKey: KeyObject; publicKey: KeyObject };
  #counter = 0;
  #userHandle = Buffer.alloc(0);
  #rpId = '';

  constructor(origin: string) {
    this.#origin = origin;
    this.#keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  }

  get userHandle(): Buffer {
    return this.#userHandle;
  }

  /** Answers `navigator.credentials.create`. */
  create(options: object, falsify: Falsify = {}): object {
    const { challenge, rp, user } = options as CreationOptions;
    this.#userHandle = Buffer.from(user.id, 'base64url');
    this.#rpId = rp.id;
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.credentialId.length);
    const attested = Buffer.concat([Buffer.alloc(16), length, this.credentialId, this.#coseKey()]);
    const authData = Buffer.concat([this.#header(0x40, falsify), attested]);
    const attestationObject = isoCBOR.encode(
      new Map<string, never>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', new Uint8Array(authData)],
      ] as unknown as [string, never][]),
    );
    return this.#answer({
      clientDataJSON: this.#clientData('webauthn.create', challenge, falsify),
      attestationObject: Buffer.from(attestationObject).toString('base64url'),
      transports: ['internal'],
    });
  }

  /** Answers `navigator.credentials.get`. */
  get(options: object, falsify: Falsify = {}): object {
    const clientDataJSON = this.#clientData('webauthn.get', (options as { challenge: string }).challenge, falsify);
    this.#counter = falsify.counter ?? this.#counter + 1;
    const authData = this.#header(0, falsify);
    const signed = Buffer.concat([authData, sha256(Buffer.from(clientDataJSON, 'base64url'))]);
    const signature = falsify.signature ?? sign('sha256', signed, this.#keys.privateKey);
    return this.#answer({
      clientDataJSON,
      authenticatorData: authData.toString('base64url'),
      signature: signature.toString('base64url'),
      userHandle: (falsify.userHandle ?? this.#userHandle).toString('base64url'),
    });
  }

  #answer(response: object): object {
    const id = this.credentialId.toString('base64url');
    return { id, rawId: id, type: 'public-key', response, clientExtensionResults: {} };
  }

  /** RP id hash, flags (user present, user verified, and `more`), signature counter. */
  #header(more: number, falsify: Falsify): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.#counter);
    const flags =
      0x01 |
      (falsify.userVerified === false ? 0 : 0x04) |
      (falsify.backedUp === true ? 0x18 : falsify.backupEligible === true ? 0x08 : 0) |
      more;
    return Buffer.concat([sha256(falsify.rpId ?? this.#rpId), Buffer.of(flags), counter]);
  }

  #clientData(type: string, challenge: string, falsify: Falsify): string {
    const data = {
      type: falsify.type ?? type,
      challenge: falsify.challenge ?? challenge,
      origin: falsify.origin ?? this.#origin,
      crossOrigin: false,
    };
    return Buffer.from(JSON.stringify(data), 'utf8').toString('base64url');
  }

  /** The public key as COSE_Key (RFC 9053): EC2, ES256, P-256. */
  #coseKey(): Buffer {
    const jwk = this.#keys.publicKey.export({ format: 'jwk' });
    const part = (value: string | undefined): Uint8Array => new Uint8Array(Buffer.from(value ?? '', 'base64url'));
    const key = new Map<number, number | Uint8Array>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, part(jwk.x)],
      [-3, part(jwk.y)],
    ]);
    return Buffer.from(isoCBOR.encode(key as Parameters<typeof isoCBOR.encode>[0]));
  }
}
