// Who is let in when more people come than can be served: those who are inside always, newcomers as there is room.
export { createAdmission, type Admission } from './admission.ts';
export { admitNewcomers } from './door.ts';
export { fullPage } from './full-page.ts';
export { messages as admissionMessages, type AdmissionMessages } from './messages.ts';
