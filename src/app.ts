// The composition root: what a program is made of. Which modules there are says src/modules.ts; each is made in its own module.ts.
export { databases } from './app/databases.ts';
export { placeOf } from './app/hosts.ts';
export { workOnce } from './app/once.ts';
export { migrateDatabases, schemasOf } from './app/schemas.ts';
export { startRoles, type App } from './app/roles.ts';
