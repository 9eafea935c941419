import { form, read, signInRows, type Rows } from './row.ts';

const open = (path: string) => [read('200 200 200 200 200', path)];

/** Everything here is for everybody. */
export const catalogueRows: Rows = {
  ...signInRows,
  // Nobody is shown a form here, so nobody has its token.
  'POST /sign-out': [form('403 - - - -', '/sign-out')],
  'POST /session/extend': [form('403 303 303 303 303', '/session/extend')],
  'GET /': open('/'),
  'GET /search': open('/search?q=khai+sinh'),
  'GET /procedures/:code': open('/procedures/1.001193'),
  'GET /procedures/:code/versions': open('/procedures/3.000347/versions'),
  'GET /agencies': open('/agencies'),
  'GET /agencies/:code': open('/agencies/H26'),
  'GET /units': open('/units?on=2025-06-30'),
  'GET /api/openapi.json': open('/api/openapi.json'),
  'GET /api/procedures': open('/api/procedures?q=khai+sinh'),
  'GET /api/procedures/:code': open('/api/procedures/1.001193'),
  'GET /api/procedures/:code/versions': open('/api/procedures/1.001193/versions'),
  'GET /api/procedures/:code/record': open('/api/procedures/1.001193/record'),
  'GET /api/agencies': open('/api/agencies'),
  'GET /api/agencies/:code': open('/api/agencies/H26'),
  'GET /api/units': open('/api/units?on=2025-06-30'),
};
