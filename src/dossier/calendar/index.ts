// Working days by yearly tables that were signed off, the 15:00 cut-off, pauses: every promised time with its calculation.
// Knows nothing but days.
export { dueDate, type Calculation, type Pause } from './due.ts';
export { loadCalendar, readCalendar, type Calendar } from './tables.ts';
