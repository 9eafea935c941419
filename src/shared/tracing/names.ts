/** Under this name the program's spans are known to OpenTelemetry. */
export const TRACER = 'mot-cua';
