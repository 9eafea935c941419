import type { commonProblems } from '#shared/problem';

/** What a person is told about a problem: what it is called, what happened, and what to do now. */
export interface ProblemTexts {
  readonly title: string;
  readonly happened: string;
  readonly toDo: string;
}

/** Texts for every common code, and for codes nobody wrote texts for, by who has to act: the caller (4xx) or us (5xx). */
export interface ProblemCatalogue {
  readonly known: Readonly<Record<keyof typeof commonProblems, ProblemTexts>>;
  readonly otherwise: { readonly refused: ProblemTexts; readonly failed: ProblemTexts };
}
