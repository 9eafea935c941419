export { dueDate, type Calculation } from './due.ts';
export { loadCalendar, readCalendar, type Calendar } from './tables.ts';
