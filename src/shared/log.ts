import { pino, type Logger } from 'pino';

export type Log = Logger;

/** One JSON line per entry on standard output. Secrets and personal data never reach it: those paths are censored. */
export function createLog(options: { level: string; pretty?: boolean }): Log {
  return pino({
    level: options.level,
    redact: {
      paths: [
        '*.password',
        '*.code',
        '*.token',
        '*.secret',
        '*.authorization',
        '*.cookie',
        'req.headers.authorization',
        'req.headers.cookie',
      ],
      censor: '[redacted]',
    },
  });
}
