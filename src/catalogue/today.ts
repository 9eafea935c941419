import type { Clock } from '#shared/clock';
import { dayOf } from '#shared/day';

/** The day in Vietnam: validity is counted in Vietnamese days, wherever a server stands. */
export const today = (clock: Clock): string => dayOf(clock.now());
