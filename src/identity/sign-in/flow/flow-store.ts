import { sha256, type Sealer } from '#shared/crypto';
import type { Db, Tx } from '#shared/db';
import type { Interaction } from './contract.ts';
import { findFlow, insertFlow, prolongFlow, updateFlow } from './flow-sql.ts';
import { flowState, freshFlow, personalData, type Flow } from './flow.ts';

/** Another request changed the flow first. Whatever this one did in its transaction is rolled back. */
export class FlowMoved extends Error {
  override readonly name = 'FlowMoved';
}

export interface FlowStore {
  /** The flow of an interaction; a fresh one, not stored, when nothing has happened yet. */
  load(interaction: Interaction, now: Date): Promise<Flow>;
  /** Stores the flow unless it has changed since it was loaded: then throws `FlowMoved`. Answers it as stored. */
  save(tx: Tx, input: { interaction: Interaction; flow: Flow; now: Date }): Promise<Flow>;
  prolong(interaction: Interaction, expiresAt: Date): Promise<void>;
}

/** The name of a flow wherever something is kept for it (codes, ceremonies); tells nothing about the interaction's uid. */
export const flowKey = (uid: string): string => `flow:${sha256(uid).toString('hex')}`;

/** Flows in `identity.sign_in_flow`, with the personal part sealed and bound to its row. */
export function createFlowStore({ db, sealer }: { db: Db; sealer: Sealer }): FlowStore {
  const looked = new WeakSet<Interaction>();
  const place = (uidHash: Buffer) => ({ table: 'identity.sign_in_flow', column: 'personal', row: uidHash.toString('hex') });
  return {
    async load(interaction, now) {
      const uidHash = sha256(interaction.uid);
      // What came with the interaction is how it was when the request began; a second look reads anew.
      const stored = looked.has(interaction) ? undefined : interaction.stored;
      looked.add(interaction);
      const row = stored === undefined ? await findFlow(db, { uidHash, now }) : stored;
      if (row === null) return freshFlow(interaction.prompt === 'create' ? 'register' : 'sign-in');
      const personal = row.personal === null ? null : personalData.parse(JSON.parse(sealer.open(row.personal, place(uidHash))));
      return { ...flowState.parse(row.state), version: row.version, personal };
    },
    async save(tx, { interaction, flow, now }) {
      const { version, personal, ...state } = flow;
      const uidHash = sha256(interaction.uid);
      const stored = {
        uidHash,
        state: flowState.parse(state),
        personal: personal === null ? null : sealer.seal(JSON.stringify(personal), place(uidHash)),
        expiresAt: interaction.expiresAt,
      };
      const written = version === 0 ? await insertFlow(tx, { ...stored, now }) : await updateFlow(tx, { ...stored, version });
      if (!written) throw new FlowMoved();
      return { ...flow, version: version + 1 };
    },
    async prolong(interaction, expiresAt) {
      await prolongFlow(db, { uidHash: sha256(interaction.uid), expiresAt });
    },
  };
}
