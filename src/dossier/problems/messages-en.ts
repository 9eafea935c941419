import type { Shape } from '#shared/texts';
import type { vi } from './messages-vi.ts';

export const en = {
  'dossier.changed': {
    title: 'The dossier has just changed',
    happened: 'Somebody else has dealt with it while you were looking at it.',
    toDo: 'Load the page of the dossier again to see where it stands.',
  },
  'dossier.move-refused': {
    title: 'This step is not possible',
    happened: 'At its present status the dossier cannot take that step.',
    toDo: 'Load the page of the dossier again to see what is possible.',
  },
  'dossier.fee-due': {
    title: 'A fee is not paid yet',
    happened: 'This step is possible only after the payment service has confirmed the money.',
    toDo: 'Wait until the applicant has paid.',
  },
  'dossier.needs-head': {
    title: 'The head of unit is needed',
    happened: 'A second request for papers must be made by the head of unit.',
    toDo: 'Hand the dossier to the head of unit.',
  },
  'dossier.rated': {
    title: 'It cannot be rated',
    happened: 'The dossier was rated already, or has no result yet.',
    toDo: 'Look at the dossier again.',
  },
  'dossier.not-online': {
    title: 'This cannot be filed online yet',
    happened: 'The agency has no online form for this procedure.',
    toDo: 'See on the page of the procedure where to file in person.',
  },
  'dossier.catalogue-away': {
    title: 'The catalogue is not available',
    happened: 'We could not read about this procedure just now.',
    toDo: 'Your drafts and dossiers are not affected.',
  },
  'dossier.notice-unsigned': {
    title: 'The notice is not valid',
    happened: 'Its signature is wrong.',
    toDo: 'Check the sender’s key and clock.',
  },
  'dossier.notice-wrong': {
    title: 'The notice does not fit',
    happened: 'It fits no dossier and fee.',
    toDo: 'Check the dossier code, the order and the amount.',
  },
} satisfies Shape<typeof vi>;
