import { checkDefinition } from '#forms';
import type { ProcedureContent } from './content.ts';

/**
 * Everything that keeps a procedure from being published, one sentence each; empty when it is complete. The gate of
 * decree 63/2010 article 8 (name, steps, way of doing, dossier, deadline, who, authority; and where any form, result,
 * conditions, fees) and of decree 224/2026 article 14: what is not wholly online says why. A part that no text confirms
 * may be open only when it says so in `unconfirmed`.
 */
export function incompleteParts(content: ProcedureContent): string[] {
  const found: string[] = [];
  const open = new Set(content.unconfirmed);
  if (content.online !== 'full' && content.onlinePartialReason === null) found.push('online is not full and does not say why');
  if (content.online === 'full' && content.onlinePartialReason !== null)
    found.push('online is full and still gives a reason why it is not');
  if (content.online === 'none' && content.start !== null) found.push('it can be started online although it is not online');
  if (content.start === 'dossier' && content.form === null) found.push('it starts in the dossier service and has no form');
  if (content.form !== null) found.push(...checkDefinition(content.form).map((fault) => `form: ${fault}`));
  if (content.documents.length === 0 && content.documentsNote === null)
    found.push('it neither lists documents nor says that none are needed');
  if (content.legalBasis.length === 0 && !open.has('legalBasis')) found.push('it has no legal basis and does not mark it as unconfirmed');
  if (content.validTo !== null && content.validTo < content.validFrom) found.push('it ends before it begins');
  const kinds = content.channels.map(({ kind }) => kind);
  if (new Set(kinds).size !== kinds.length) found.push('a channel is described twice');
  if (content.online === 'full' && !kinds.includes('online')) found.push('online is full and there is no online channel');
  for (const { kind, processingTime, processingNote, fees, feesNote } of content.channels) {
    if (processingTime === null && processingNote === null && !open.has('deadline'))
      found.push(`channel ${kind} has no deadline and does not mark it as unconfirmed`);
    if (fees.length === 0 && feesNote === null && !open.has('fees'))
      found.push(`channel ${kind} has no fees, no note about them, and does not mark them as unconfirmed`);
  }
  for (const list of [content.documents, content.attachments]) {
    const codes = list.map(({ code }) => code);
    if (new Set(codes).size !== codes.length) found.push('two documents or attachments have one code');
  }
  return found;
}
