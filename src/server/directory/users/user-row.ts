/** A person as the store keeps them. */
import type { UserRecord } from '../directory-administration.ts';

/** The columns of {@link UserRow}, of `directory_user` under the alias `u`. */
export const userColumns = `u.id, u.state, u.account_name, u.full_name, u.user_principal_name, u.email, u.administrator, u.auditor,
  u.created_at, u.updated_at, u.password_set_at, u.password_expires_at, u.must_change_password`;

/** A row with these columns. Rows of deleted people are never read. */
export interface UserRow {
  readonly id: string;
  readonly state: 'active' | 'disabled';
  readonly account_name: string;
  readonly full_name: string;
  readonly user_principal_name: string;
  readonly email: string | null;
  readonly administrator: number;
  readonly auditor: number;
  readonly created_at: number;
  readonly updated_at: number;
  readonly password_set_at: number | null;
  readonly password_expires_at: number | null;
  readonly must_change_password: number;
}

/** The row in our words. */
export function userRecord(row: UserRow): UserRecord {
  return {
    id: row.id,
    accountName: row.account_name,
    fullName: row.full_name,
    userPrincipalName: row.user_principal_name,
    email: row.email ?? undefined,
    state: row.state,
    mustChangePassword: row.must_change_password === 1,
    administrator: row.administrator === 1,
    auditor: row.auditor === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    passwordSetAt: row.password_set_at ?? undefined,
    passwordExpiresAt: row.password_expires_at ?? undefined,
  };
}
