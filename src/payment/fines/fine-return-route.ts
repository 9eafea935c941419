import { z } from 'zod';
import { redirect, route, show, type Route } from '#shared/http';
import type { FieldError } from '#shared/view';
import { admittedFine, fineModel, finePage, fineParams, type FineDeps } from './fine-page.ts';
import { requestReturn } from './paper-return.ts';
import { fineProblem } from './problems.ts';
import { fineTexts } from './texts.ts';

const phone = /^(?:\+84|0)\d{9,10}$/;

/** Asking for held papers by post, once the fine is paid. */
export function fineReturnRoute(deps: FineDeps): Route {
  const { db, links, rp } = deps;
  return route({
    method: 'POST',
    path: '/fines/:id/return',
    who: rp.visitor,
    params: fineParams,
    body: z.record(z.string(), z.string()),
    async handle({ params: { id }, body, lang }) {
      const { _csrf: _, t, ...typed } = body;
      const fine = await admittedFine(deps, id, t);
      if (fine.status !== 'paid' || fine.paper_held.length === 0) throw fineProblem('fine.return-refused');
      const texts = fineTexts[lang].payment.fine.faults;
      const recipient = {
        name: (typed['name'] ?? '').trim(),
        phone: (typed['phone'] ?? '').replace(/[\s.-]/g, ''),
        address: (typed['address'] ?? '').trim(),
      };
      const errors: FieldError[] = [];
      if (recipient.name === '' || recipient.name.length > 100) errors.push({ field: 'name', message: texts.name });
      if (!phone.test(recipient.phone)) errors.push({ field: 'phone', message: texts.phone });
      if (recipient.address.length < 5 || recipient.address.length > 300) errors.push({ field: 'address', message: texts.address });
      if (errors.length > 0) return show(finePage, await fineModel(deps, fine, { typed, errors }), 400);
      await requestReturn(deps, db, { fineId: id, recipient });
      return redirect(links.fine(id));
    },
  });
}
