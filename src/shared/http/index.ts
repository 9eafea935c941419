export { createAssets, type Assets } from './assets.ts';
export { createCookieKeys, type CookieKeys } from './cookie-keys.ts';
export { allowFormTarget } from './headers.ts';
export type { ProblemModel } from './answers.ts';
export { createOrigin, type OriginOptions, type ShowPage } from './origin.ts';
export { Problem, commonProblems, defineProblems, problem, type ProblemKind } from './problem.ts';
export { empty, json, redirect, show, written, type Reply } from './reply.ts';
export { anyone, route, type Access, type Call, type Request, type Route } from './route.ts';
export type { FilePart, MultipartForm } from './multipart.ts';
