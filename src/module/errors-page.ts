import { commonProblems, type ProblemKind } from '#shared/problem';
import type { Module } from './module.ts';

/** `docs/errors.md`, made from every module's catalogue of problems. */
export function errorsPage(modules: readonly Module[]): string {
  const catalogues = [
    { title: 'every origin', problems: commonProblems as Readonly<Record<string, ProblemKind>> },
    ...modules.flatMap(({ title, problems }) => (problems === undefined ? [] : [{ title, problems }])),
  ];
  return `# Errors

Written by \`npm run docs\` from the catalogues of problems. Do not edit.

What cannot be done is answered with a code. A program gets problem details (RFC 9457) whose \`type\` is \`urn:mot-cua:problem:\` and the code; a
person gets a page with the code and a trace id (\`X-Trace-Id\`), by which support finds the cause. The protocol's own addresses answer in OAuth's form instead.

| Code | Status | Who has to act | Log level |
|---|---|---|---|
${catalogues.map(({ title, problems }) => [`| **${title}** | | | |`, ...Object.entries(problems).map(row)].join('\n')).join('\n')}
`;
}

const row = ([code, { status, actor, level }]: [string, ProblemKind]): string => `| \`${code}\` | ${status} | ${actor} | ${level} |`;
