import { createHash, randomUUID } from 'node:crypto';
import { dossierProblem } from '#dossier/problems';
import type { Clock } from '#shared/clock';
import type { Place, Sealer } from '#shared/crypto';
import { type Db, many, maybe, run, type Tx } from '#shared/db';
import type { MultipartForm } from '#shared/http';
import * as sql from './file-sql.ts';
import { endsWell, type FileType, sniff } from './file-type.ts';

/** A document that was received whole. */
export interface StoredFile {
  readonly id: string;
  readonly slot: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  /** SHA-256 in hexadecimal, as it is shown to whoever sent it. */
  readonly sha256: string;
  readonly draftId: string | null;
  readonly dossierId: string | null;
}

type FileFault = 'nothing-chosen' | 'empty' | 'too-large' | 'wrong-type' | 'corrupt';

export interface FileRules {
  readonly accept: readonly string[];
  readonly maxBytes: number;
}

export interface Files {
  /**
   * Receives the file of a form piece by piece; nothing of it can be seen before it is complete and what it should be. Sent to a dossier once
   * more because an answer was lost, it is the file that is there already.
   */
  receive(
    form: MultipartForm,
    owner: { draftId: string } | { dossierId: string },
    about: { slot: string; rules: FileRules },
  ): Promise<StoredFile | { readonly fault: FileFault }>;
  ofDraft(tx: Tx, draftId: string): Promise<readonly StoredFile[]>;
  ofDossier(tx: Tx, dossierId: string): Promise<readonly StoredFile[]>;
  find(id: string): Promise<StoredFile | null>;
  /** The content, opened piece by piece. */
  content(file: StoredFile): AsyncGenerator<Buffer>;
  remove(tx: Tx, id: string, draftId: string): Promise<void>;
  /** The draft's documents become the dossier's, in the transaction that files it. */
  give(tx: Tx, draftId: string, dossierId: string): Promise<void>;
  /** Forgets uploads that broke off more than an hour ago. */
  sweep(): Promise<number>;
}

const PIECE = 256 * 1024;
const namePlace = (row: string): Place => ({ table: 'dossier.file', column: 'name', row });
const piecePlace = (file: string, n: number): Place => ({ table: 'dossier.file_chunk', column: 'bytes', row: `${file}:${n}` });

export function createFiles({ db, clock, sealer }: { db: Db; clock: Clock; sealer: Sealer }): Files {
  const toFile = (row: sql.FileRow): StoredFile => ({
    id: row.id,
    slot: row.slot,
    name: sealer.open(row.name, namePlace(row.id)),
    type: row.type,
    size: row.size,
    sha256: row.sha256.toString('hex'),
    draftId: row.draft_id,
    dossierId: row.dossier_id,
  });

  return {
    async receive(form, owner, { slot, rules }) {
      const first = await form.files.next();
      if (first.done === true || first.value.filename === '') return { fault: 'nothing-chosen' };
      const part = first.value;
      const id = randomUUID();
      const hash = createHash('sha256');
      let size = 0;
      let type: FileType | null = null;
      let tail = Buffer.alloc(0);
      let n = 0;
      const store = async (piece: Buffer): Promise<FileFault | null> => {
        if (n === 0) {
          type = sniff(piece);
          if (type === null || !rules.accept.includes(type)) return 'wrong-type';
          await run(db, sql.insertFile, [
            id,
            'draftId' in owner ? owner.draftId : null,
            'dossierId' in owner ? owner.dossierId : null,
            slot,
            sealer.seal(tidyName(part.filename), namePlace(id)),
            type,
            clock.now(),
          ]);
        }
        hash.update(piece);
        await run(db, sql.insertChunk, [id, n, sealer.seal(piece.toString('base64'), piecePlace(id, n))]);
        n += 1;
        return null;
      };
      const take = async (): Promise<FileFault | null> => {
        let held: Buffer[] = [];
        let waiting = 0;
        for await (const chunk of part.content) {
          size += chunk.length;
          if (size > rules.maxBytes) return 'too-large';
          held.push(chunk);
          waiting += chunk.length;
          tail = Buffer.concat([tail, chunk]).subarray(-1024);
          if (waiting < PIECE) continue;
          const fault = await store(Buffer.concat(held));
          if (fault !== null) return fault;
          held = [];
          waiting = 0;
        }
        if (size === 0) return 'empty';
        if (waiting > 0) {
          const fault = await store(Buffer.concat(held));
          if (fault !== null) return fault;
        }
        return type !== null && endsWell(type, tail) ? null : 'corrupt';
      };
      let fault: FileFault | null;
      try {
        fault = await take();
      } catch (error) {
        if (n > 0) await run(db, sql.abandonFile, [id]);
        throw error;
      }
      if (fault !== null) {
        if (n > 0) await run(db, sql.abandonFile, [id]);
        return { fault };
      }
      const digest = hash.digest();
      const kept = await db.transaction(async (tx) => {
        // A draft that was filed meanwhile takes nothing more: the sender is told, instead of a document that nobody sees. One that
        // is open is held by this, so that it is not filed while a document joins it.
        if ('draftId' in owner && (await maybe(tx, sql.touchDraft, [owner.draftId, clock.now()])) === null) {
          await run(tx, sql.abandonFile, [id]);
          return null;
        }
        // Whoever got no answer sends it again; in a dossier, where nothing can be taken away, it must not be there twice.
        const same = 'dossierId' in owner ? await maybe(tx, sql.sameInDossier, [owner.dossierId, slot, digest]) : null;
        if (same !== null) {
          await run(tx, sql.abandonFile, [id]);
          return same.id;
        }
        if ((await run(tx, sql.keepFile, [id, size, digest]).catch(notAwaited)) !== 1)
          throw new Error('an upload was removed before it was complete');
        if ('draftId' in owner) await run(tx, sql.removeSlot, [owner.draftId, slot, id]);
        return id;
      });
      if (kept === null) throw dossierProblem('dossier.changed');
      const found = await maybe(db, sql.fileById, [kept]);
      if (found === null) throw new Error('a file that was just kept is not there');
      return toFile(found);
    },
    ofDraft: async (tx, draftId) => (await many(tx, sql.filesOfDraft, [draftId])).map(toFile),
    ofDossier: async (tx, dossierId) => (await many(tx, sql.filesOfDossier, [dossierId])).map(toFile),
    async find(id) {
      const row = await maybe(db, sql.fileById, [id]);
      return row === null ? null : toFile(row);
    },
    async *content(file) {
      for (let n = 0; ; n += 1) {
        const row = await maybe(db, sql.chunkOf, [file.id, n]);
        if (row === null) return;
        yield Buffer.from(sealer.open(row.bytes, piecePlace(file.id, n)), 'base64');
      }
    },
    async remove(tx, id, draftId) {
      if ((await run(tx, sql.removeFile, [id, draftId])) === 1) await run(tx, sql.touchDraft, [draftId, clock.now()]);
    },
    async give(tx, draftId, dossierId) {
      await run(tx, sql.giveToDossier, [draftId, dossierId]);
    },
    sweep: () => run(db, sql.removeUnfinished, [new Date(clock.now().getTime() - 3_600_000)]),
  };
}

/** The dossier went on while its document was on the way: the database takes it no more, and the sender is told why. */
function notAwaited(cause: unknown): never {
  throw cause instanceof Error && 'code' in cause && cause.code === 'DS002' ? dossierProblem('dossier.changed', { cause }) : cause;
}

/** A name that can be shown and saved anywhere: no control characters, no path, at most 120 characters. */
function tidyName(name: string): string {
  const clean = name
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cf}/\\]/gu, ' ')
    .trim();
  return (clean === '' ? 'tai-lieu' : clean).slice(0, 120);
}
