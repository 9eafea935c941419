import { z } from 'zod';

type JsonSchema = Readonly<Record<string, unknown>>;

/** The named schemas of one description, gathered while it is made. */
export interface Components {
  /** A schema as it is sent (`input`) or answered (`output`); what has a name is pointed to, and stands among the named ones. */
  of(schema: z.ZodType, io: 'input' | 'output'): JsonSchema;
  readonly named: Readonly<Record<string, JsonSchema>>;
}

/** No library reads more out of these than that a number is one that JSON keeps exactly. */
const unsaid = new Set<unknown>([Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]);

/**
 * Schemas as OpenAPI 3.1 has them. A zod schema is named by `.meta({ id: 'payment.Order' })`: ids are unique in the whole program, and what
 * stands behind the dot is the name in the description. A name that would mean two things is an error.
 */
export function createComponents(): Components {
  const named: Record<string, JsonSchema> = {};
  return {
    named,
    of(schema, io) {
      // Inside something, so that a schema that has a name itself is pointed to like any other.
      const made = z.toJSONSchema(z.object({ it: schema }), {
        io,
        unrepresentable: 'any',
        override({ jsonSchema }) {
          if (unsaid.has(jsonSchema.minimum)) delete jsonSchema.minimum;
          if (unsaid.has(jsonSchema.maximum)) delete jsonSchema.maximum;
          // A format says it, and is what people can read.
          if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
        },
      });
      const { $defs = {}, properties = {} } = pointed(made) as {
        $defs?: Record<string, JsonSchema>;
        properties?: Record<string, JsonSchema>;
      };
      for (const [id, each] of Object.entries($defs)) {
        const name = nameOf(id);
        if (named[name] !== undefined && JSON.stringify(named[name]) !== JSON.stringify(each)) throw new Error(`${name} means two things`);
        named[name] = each;
      }
      return properties['it'] ?? {};
    },
  };
}

const nameOf = (id: string): string => id.slice(id.lastIndexOf('.') + 1);

/** The same with every pointer to a definition turned into one to a named schema. */
function pointed(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(pointed);
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(
    Object.entries(part).map(([key, value]) => [
      key,
      key === '$ref' && typeof value === 'string' ? refTo(nameOf(value.replace('#/$defs/', ''))) : pointed(value),
    ]),
  );
}

/** The pointer to a named schema. */
export const refTo = (name: string): string => `#/components/schemas/${name}`;
