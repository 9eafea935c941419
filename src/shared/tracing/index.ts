// Traces (OpenTelemetry, W3C Trace Context): off unless there is somewhere to send them. What runs in a request or a job finds the running
// span by the API; the SDK is loaded only where traces are on, and without it every call here does nothing.
export { carry, resume } from './carry.ts';
export { describeRequest, runningTraceId } from './running.ts';
export { startTracing, type Tracing, type TracingOptions } from './tracing.ts';
