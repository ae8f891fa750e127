/** What needs an administrator now: states that last, each with what to do and where. */
import { IconChevronRight, IconCircleCheck } from '@tabler/icons-react';
import { Skeleton } from '@mantine/core';
import { Link } from 'wouter';
import type { AlertItem } from '#api/alerts.ts';
import type { AdminToken } from '#api/sign-in.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Card, Section } from '../../parts/page.tsx';
import { Problem } from '../../parts/problem.tsx';
import { State } from '../../parts/state.tsx';
import { useOperation } from '../../parts/use-operation.ts';
import { now } from '../../surroundings.ts';
import css from './overview.module.css';

/** Beginnings of codes, with where the console does something about them. */
const places: readonly (readonly [beginning: string, path: string, title: string])[] = [
  ['ade_', '/enrollment', 'Enrollment'],
  ['push_', '/enrollment', 'Enrollment'],
  ['identity_', '/certificates', 'Certificates'],
  ['passkey_', '/users', 'Users'],
  ['authenticator_', '/users', 'Users'],
  ['setup_application_', '/apps', 'Apps'],
  ['setup_', '/macs', 'Macs'],
  ['master_key_', '/settings/keys', 'Keys'],
  ['tls_', '/settings/about', 'About'],
  ['token_', '/settings/tokens', 'Tokens'],
];

/** Alerts of one code that are shown one by one. */
const mostAlike = 3;
const soon = 14 * 86_400_000;

/** Alerts of one code. */
interface Row {
  readonly alert: AlertItem;
  /** How many more there are of it. */
  readonly more: number;
}

/** Shows them. */
export function AttentionSection() {
  const alerts = useOperation('listAlerts', {}, { live: ['alerts', 'macs', 'enrollment'] });
  const tokens = useOperation('listAdminTokens', { query: { limit: 200 } }, { live: ['tokens'] });
  const rows = rowsOf([...(alerts.data?.items ?? []), ...endingTokens(tokens.data?.items ?? [])]);
  const { error } = alerts;
  return (
    <Section title="Needs attention">
      {error && <Problem of={error} onRetry={() => void alerts.refetch()} />}
      {!alerts.data && !error && <Skeleton height={180} radius="lg" />}
      {alerts.data && rows.length === 0 && (
        <Card>
          <EmptyState
            icon={<IconCircleCheck size={30} stroke={1.3} aria-hidden />}
            title="Nothing needs you"
            text="Certificates, tokens, pushes and the setup of Macs are as they should be."
          />
        </Card>
      )}
      {rows.length > 0 && (
        <Card flush>
          <ul className={css['alerts']}>
            {rows.map((row) => (
              <Alert key={`${row.alert.code} ${row.alert.serialNumber ?? ''} ${row.alert.sentence}`} {...row} />
            ))}
          </ul>
        </Card>
      )}
    </Section>
  );
}

function Alert({ alert, more }: Row) {
  const { severity, sentence, action, since, serialNumber } = alert;
  const [, path = '/', title = 'Overview'] = places.find(([beginning]) => alert.code.startsWith(beginning)) ?? [];
  const [href, words] =
    serialNumber === null || more > 0 ? [path, title] : [`/macs/${encodeURIComponent(serialNumber)}`, serialNumber];
  return (
    <li className={css['alert']}>
      <div className={css['alert-head']}>
        <State of={severity === 'error' ? 'Error' : 'Warning'} tone={severity === 'error' ? 'bad' : 'warn'} />
        {since !== null && (
          <span className={css['faint']}>
            since <Moment at={since} />
          </span>
        )}
        <Link href={href} className={css['go'] ?? ''}>
          {words}
          <IconChevronRight size={14} aria-hidden />
        </Link>
      </div>
      <p className={css['sentence']}>{sentence}</p>
      <p className={css['todo']}>{action}</p>
      {more > 0 && <p className={css['faint']}>and {more.toLocaleString('en')} more like it</p>}
    </li>
  );
}

/** Many alike are one row: what to do is the same for all. */
function rowsOf(alerts: readonly AlertItem[]): readonly Row[] {
  const byCode = Map.groupBy(alerts, ({ code }) => code);
  const rows = [...byCode.values()].flatMap((alike) => {
    if (alike.length <= mostAlike) return alike.map((alert) => ({ alert, more: 0 }));
    const [alert] = alike;
    return alert === undefined ? [] : [{ alert, more: alike.length - 1 }];
  });
  return rows.toSorted(
    (one, other) => Number(other.alert.severity === 'error') - Number(one.alert.severity === 'error'),
  );
}

/** Tokens of programs that end soon: nobody is asked for a password when they do. */
function endingTokens(tokens: readonly AdminToken[]): readonly AlertItem[] {
  const present = now();
  return tokens
    .filter(({ origin, revokedAt, expiresAt }) => {
      const left = expiresAt === null ? Infinity : Date.parse(expiresAt) - present;
      return origin === 'created' && revokedAt === null && left > 0 && left < soon;
    })
    .map(({ name, expiresAt }) => ({
      code: 'token_expires_soon',
      severity: 'warning' as const,
      serialNumber: null,
      sentence: `The token “${name}” ends on ${expiresAt?.slice(0, 10) ?? ''}.`,
      action: 'Make another for the program that uses it, then revoke this one.',
      since: null,
    }));
}
