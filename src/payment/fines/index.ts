// Traffic fines: the API the police upload decisions by, finding one, what it costs today, paying it through an order, and the way
// held papers go back.
export { fineLookUpRoutes, finesPage } from './fine-look-up-page.ts';
export { finePage, finePageRoute } from './fine-page.ts';
export { finePayRoute } from './fine-pay-route.ts';
export { fineReturnRoute } from './fine-return-route.ts';
export { fineStates } from './fine-sql.ts';
export { fineApiRoutes } from './fines-api.ts';
export { citizenIndex } from './fines.ts';
export { sweepLookupLimits } from './lookup-limits.ts';
export { fineProblems } from './problems.ts';
export { fineTexts } from './texts.ts';
