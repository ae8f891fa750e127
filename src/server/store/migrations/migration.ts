/**
 * One step of the schema. Its file is named after its number and title, and is never changed once released: a mistake is
 * put right by the next number. Statements follow the rules of the `Database` port and run in one transaction.
 */
export interface Migration {
  /** Four digits, one more than the migration before: `0001`. */
  readonly id: string;
  /** A few words for the admin: what the schema can hold afterwards. */
  readonly title: string;
  readonly statements: readonly string[];
}
