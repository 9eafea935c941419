import { formDefinition, type FormDefinition } from './definition.ts';

/**
 * Everything wrong with a form definition, one plain sentence each; empty when it can be used. Beyond its shape: every
 * property is asked exactly once, options and `enum` agree, patterns compile, and `required` names exist.
 */
export function checkDefinition(candidate: unknown): string[] {
  const parsed = formDefinition.safeParse(candidate);
  if (!parsed.success) return parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  return faults(parsed.data);
}

function faults({ schema, presentation }: FormDefinition): string[] {
  const found: string[] = [];
  const asked = presentation.flatMap(({ fields }) => fields);
  const names = asked.map(({ name }) => name);
  for (const name of names.filter((each, index) => names.indexOf(each) !== index)) found.push(`${name} is asked twice`);
  for (const name of Object.keys(schema.properties))
    if (!names.includes(name)) found.push(`${name} is a property that no section asks for`);
  const mentioned = [
    ...schema.required,
    ...(schema.allOf ?? []).flatMap((each) => [...each.if.required, ...Object.keys(each.if.properties), ...each.then.required]),
  ];
  for (const name of mentioned) if (schema.properties[name] === undefined) found.push(`${name} is required and has no property`);
  for (const field of asked) {
    const rule = schema.properties[field.name];
    if (rule === undefined) {
      found.push(`${field.name} is asked for and has no property`);
      continue;
    }
    const values = field.options?.map(({ value }) => value);
    const closed = field.widget === 'select' || field.widget === 'radio';
    if (closed && values === undefined) found.push(`${field.name} is a ${field.widget} without options`);
    if (values !== undefined && (rule.type !== 'string' || rule.enum === undefined || rule.enum.join('\n') !== values.join('\n'))) {
      found.push(`${field.name}: options and enum differ`);
    }
    if ((field.widget === 'checkbox') !== (rule.type === 'boolean'))
      found.push(`${field.name}: a checkbox is a boolean and nothing else is`);
    const format = { date: 'date', phone: 'phone', email: 'email', 'citizen-number': 'citizen-number' }[field.widget as string];
    if (rule.type === 'string' && rule.format !== format)
      found.push(`${field.name}: widget ${field.widget} and format ${rule.format ?? 'none'} differ`);
    if (rule.type === 'string' && rule.pattern !== undefined && !compiles(rule.pattern))
      found.push(`${field.name}: the pattern does not compile`);
  }
  return found;
}

function compiles(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}
