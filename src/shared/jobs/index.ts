export type { Attempt, FailedJob, JobOptions, Jobs, Queue, QueueDepth, Recurring, Task } from './jobs.ts';
export { createJobs } from './queue.ts';
export { startRunner, type Runner, type RunnerOptions } from './runner.ts';
export { isAboutContent, laneLimits, NotTaken, LONGEST_WAIT_MS, type Lane, type LaneLimits } from './lane.ts';
