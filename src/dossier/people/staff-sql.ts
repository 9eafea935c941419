import { z } from 'zod';
import { statement } from '#shared/db';

const member = z.object({
  id: z.string(),
  agency: z.string(),
  name: z.instanceof(Buffer),
  role: z.enum(['officer', 'head']),
  active: z.boolean(),
  created_at: z.date(),
});

/** Until the transaction ends: the service's own role reads who is staff and never writes it. The login must be a member of `mocua_staff`. */
export const actAsStaffOffice = statement(
  'staff.act',
  `SELECT set_config('role', 'mocua_staff', true) IS NOT NULL AS acting`,
  z.object({ acting: z.boolean().nullable() }),
);

// staff_citizen_index_agency_key; who is there already stays
export const insertStaff = statement(
  'staff.insert',
  `INSERT INTO dossier.staff (id, citizen_index, agency, name, role, created_at) VALUES ($1, $2, $3, $4, $5, $6)
   ON CONFLICT (citizen_index, agency) DO NOTHING`,
  z.unknown(),
);

// staff_citizen_index_agency_key. Whoever holds it changes it.
export const lockStaffAt = statement(
  'staff.lock-at',
  'SELECT id, agency, name, role, active, created_at FROM dossier.staff WHERE citizen_index = $1 AND agency = $2 FOR UPDATE',
  member,
);

// staff_pkey. Whoever holds it changes it.
export const lockStaff = statement(
  'staff.lock',
  'SELECT id, agency, name, role, active, created_at FROM dossier.staff WHERE id = $1 FOR UPDATE',
  member,
);

// staff_pkey
export const updateStaff = statement(
  'staff.update',
  'UPDATE dossier.staff SET name = $2, role = $3, active = $4 WHERE id = $1',
  z.unknown(),
);

// staff_citizen_index_agency_key
export const everywhereOf = statement(
  'staff.everywhere-of',
  'SELECT id, agency, name, role, active, created_at FROM dossier.staff WHERE citizen_index = $1 ORDER BY agency',
  member,
);

// staff_pkey, in its order; an agency stands for those under it too.
export const listStaff = statement(
  'staff.list',
  `SELECT id, agency, name, role, active, created_at FROM dossier.staff
    WHERE id > $1 AND (active OR $2) AND ($3::text IS NULL OR agency = $3 OR starts_with(agency, $3 || '.')) ORDER BY id LIMIT $4`,
  member,
);
