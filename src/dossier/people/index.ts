// Whom the service knows: citizens by their visits, staff by citizen number before they ever come. The service's own role reads
// who is staff; only the staff desk writes it.
export { officerPasskeyPage } from './officer-passkey-page.ts';
export { contactPlace, createPeople, type Citizen, type Officer, type People, type Staff } from './people.ts';
export {
  atStaffOffice,
  createStaffDesk,
  isAgencyCode,
  staffPlace,
  staffRoles,
  type NewStaff,
  type StaffDesk,
  type StaffMember,
  type StaffStep,
} from './staff-desk.ts';
