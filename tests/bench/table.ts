import { ratioOf, type Report, type Row, type Side, type Steps } from './report.ts';

/** The report as text, for a terminal of 150 columns. */
export function table(report: Report): string {
  const { machine, settings } = report;
  const lines = [
    `${machine.cpus} × ${machine.model}, Node ${machine.node}, PostgreSQL ${machine.postgres}`,
    `${settings.rounds} rounds of ${settings.seconds / settings.rounds} s on each side, ${settings.concurrency} at once, ${settings.workers} server process(es), ${settings.accounts} accounts`,
    '',
    columns(['path', '', 'req/s', 'ratio', 'p50', 'p95', 'p99 ms', 'errors', 'CPU server', 'postgres', 'load ms', 'statements']),
    ...report.rows.flatMap(rowLines),
  ];
  for (const { ours, baseline, hash, profile, path } of report.rows) {
    for (const side of [ours, baseline, hash]) if (side?.firstError != null) lines.push(`${profile} ${path}: ${side.firstError}`);
  }
  if (report.steps.length > 0) lines.push('', 'Statements per protocol step', ...report.steps.flatMap(stepLines));
  if (report.targets.length > 0)
    lines.push(
      '',
      'Targets',
      ...report.targets.map(
        (each) =>
          `  ${each.ratio >= each.target ? 'met   ' : 'missed'} ${each.ratio.toFixed(2)} of ${each.target.toFixed(1)}  ${each.name}`,
      ),
    );
  return `${lines.join('\n')}\n`;
}

function rowLines({ profile, path, ours, baseline, hash }: Row): string[] {
  return [
    sideLine(`${path} (${profile})`, 'ours', ours, ''),
    ...(baseline === null ? [] : [sideLine('', 'bare', baseline, ratioOf(ours, baseline).toFixed(2))]),
    ...(hash === null ? [] : [sideLine('', 'argon2', hash, ratioOf(ours, hash).toFixed(2))]),
  ];
}

function sideLine(name: string, side: string, of: Side, ratio: string): string {
  const statements = Object.values(of.statements).reduce((sum, each) => sum + each, 0);
  const ms = (value: number | null): string => (value === null ? '?' : value.toFixed(2));
  return columns([
    name,
    side,
    of.perSecond.toFixed(1),
    ratio,
    of.p50.toFixed(1),
    of.p95.toFixed(1),
    of.p99.toFixed(1),
    String(of.errors),
    ms(of.cpu.server),
    side === 'ours' ? ms(of.cpu.postgres) : '',
    ms(of.cpu.generator),
    statements === 0 ? '' : statements.toFixed(1),
  ]);
}

const widths = [30, 7, 9, 7, 9, 9, 9, 8, 12, 10, 9, 11];
const columns = (cells: readonly string[]): string =>
  cells.map((cell, index) => (index < 2 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0))).join('');

function stepLines({ profile, path, steps }: Steps): string[] {
  return [
    `  ${path} (${profile})`,
    ...Object.entries(steps).map(([step, statements]) => {
      const names = Object.entries(statements).map(([name, times]) => (times === 1 ? name : `${name} ×${Number(times.toFixed(2))}`));
      return `    ${step}: ${names.length === 0 ? 'none' : names.join(', ')}`;
    }),
  ];
}
