import { z } from 'zod';
import { uuidv7 } from '#shared/crypto';
import { redirect, show, type Route } from '#shared/http';
import type { FieldError } from '#shared/view';
import { parseBirthDate, parseCitizenNumber, parsePersonalName } from '#identity/accounts';
import { personDeclared, type Step, type Visit } from '#identity/sign-in/flow';
import type { Dispatcher } from '#identity/sign-in/dispatch';
import { frame, messages, personPage } from '#identity/sign-in/pages';
import { birthDateFields, isoDate } from './birth-date-fields.ts';

/** Registration can be begun from the sign-in page, and begun again from any of its own pages. */
const welcome: readonly Step['at'][] = ['credentials', 'register-person', 'register-phone', 'register-code', 'register-credential'];
const body = z.object({ citizen_number: z.string().max(200).default(''), name: z.string().max(400).default(''), ...birthDateFields });
const nothing: z.infer<typeof body> = { citizen_number: '', name: '', birth_day: '', birth_month: '', birth_year: '' };

/**
 * The first registration page: who the person says they are. Only what cannot be a number, a name or a date is refused;
 * what merely looks odd is for an officer. Nothing is looked up here, so nothing can be learnt.
 */
export function registerPersonRoutes(dispatcher: Dispatcher): Route[] {
  const { clock } = dispatcher.parts;
  const present = (visit: Visit, given: z.infer<typeof body>, errors: readonly FieldError[] = []) =>
    show(
      personPage,
      {
        ...frame(visit.interaction, clock.now(), errors),
        citizenNumber: given.citizen_number,
        name: given.name,
        birth: { day: given.birth_day, month: given.birth_month, year: given.birth_year },
      },
      errors.length === 0 ? 200 : 400,
    );

  /** What was declared before, to be corrected. */
  const declared = (visit: Visit): z.infer<typeof body> => {
    const person = visit.flow.personal?.person;
    if (person === undefined) return nothing;
    const [year = '', month = '', day = ''] = person.birthDate.split('-');
    return { citizen_number: person.citizenNumber, name: person.name, birth_day: day, birth_month: month, birth_year: year };
  };

  return [
    dispatcher.page({ path: '/register', at: welcome, show: (_call, visit) => present(visit, declared(visit)) }),
    dispatcher.action({
      path: '/register',
      at: welcome,
      body,
      async handle(call, visit) {
        const texts = messages[call.lang].register.errors;
        const citizenNumber = parseCitizenNumber(call.body.citizen_number);
        const name = parsePersonalName(call.body.name);
        const birthDate = parseBirthDate(isoDate(call.body), clock.now());
        if (citizenNumber === null || name === null || birthDate === null) {
          const errors: FieldError[] = [];
          if (citizenNumber === null) errors.push({ field: 'citizen_number', message: texts.citizenNumber });
          if (name === null) errors.push({ field: 'name', message: texts.name });
          if (birthDate === null) errors.push({ field: 'birth_day', message: texts.birthDate });
          return present(visit, call.body, errors);
        }
        const person = { citizenNumber, name, birthDate };
        return redirect(
          await dispatcher.move(call, visit, { flow: personDeclared(visit.flow, { person, newAccountId: uuidv7(clock.now()) }) }),
        );
      },
    }),
  ];
}
