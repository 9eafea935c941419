import type { CDPSession } from 'playwright-core';
import type { Guest } from './guest.ts';

export interface Authenticator {
  /** Whether the person touches the sensor when they are asked. */
  present(present: boolean): Promise<void>;
  count(): Promise<number>;
}

/** A telephone's or laptop's own authenticator: discoverable passkeys, and the person is verified by finger or face. */
export async function addAuthenticator(guest: Guest): Promise<Authenticator> {
  const device: CDPSession = await guest.context.newCDPSession(guest.tab);
  await device.send('WebAuthn.enable');
  const { authenticatorId } = await device.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    present: (enabled) => device.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled }).then(() => undefined),
    count: async () => (await device.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length,
  };
}
