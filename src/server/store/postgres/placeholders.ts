/** A statement as PostgreSQL wants it: numbered placeholders, and a name under which a connection keeps it prepared. */
export interface NamedStatement {
  readonly name: string;
  readonly text: string;
}

const known = new Map<string, NamedStatement>();

/**
 * The PostgreSQL form of one of our statements, worked out once for each text. Our texts hold no literals, so every `?`
 * is a placeholder.
 */
export function namedStatement(sql: string): NamedStatement {
  const existing = known.get(sql);
  if (existing !== undefined) return existing;
  let count = 0;
  const text = sql.replaceAll('?', () => {
    count += 1;
    return `$${count}`;
  });
  const statement = { name: `s${known.size + 1}`, text };
  known.set(sql, statement);
  return statement;
}
