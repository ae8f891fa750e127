/** Events as a file: those that the page shows, or all. They are fetched page by page and stay in this browser. */
import { Button, Modal, Progress, Radio } from '@mantine/core';
import { useRef, useState } from 'react';
import type { AuditEventItem } from '#api/audit.ts';
import { askServer } from '../../link/client.ts';
import { Problem } from '../../parts/problem.tsx';
import css from './audit.module.css';
import type { queryOf } from './audit-query.ts';
import { csvHead, csvLine } from './csv.ts';

type Format = 'jsonl' | 'csv';

type Standing =
  | { readonly kind: 'choosing' }
  | { readonly kind: 'working'; readonly events: number; readonly share: number }
  | { readonly kind: 'done'; readonly events: number }
  | { readonly kind: 'failed'; readonly error: unknown };

interface Props {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly query: ReturnType<typeof queryOf>;
  /** Whether the page is narrowed by anything. */
  readonly isAsking: boolean;
}

/** Asks for the form of the file, and makes it. */
export function ExportEvents(props: Props) {
  return (
    <Modal opened={props.isOpen} onClose={props.onClose} title="Export of audit events">
      {props.isOpen && <Export {...props} />}
    </Modal>
  );
}

function Export({ query, isAsking, onClose }: Props) {
  const [format, setFormat] = useState<Format>('jsonl');
  const [standing, setStanding] = useState<Standing>({ kind: 'choosing' });
  const isStopped = useRef(false);
  const isWorking = standing.kind === 'working';
  const start = async () => {
    isStopped.current = false;
    try {
      const events = await save(query, format, (next) => {
        setStanding(next);
        return !isStopped.current;
      });
      setStanding(events === undefined ? { kind: 'choosing' } : { kind: 'done', events });
    } catch (error) {
      setStanding({ kind: 'failed', error });
    }
  };
  const leave = () => {
    isStopped.current = true;
    onClose();
  };
  return (
    <div className={css['check']}>
      <p>
        {isAsking ? 'The events that the page shows now, ' : 'Every event, '}
        the newest first. The command line does the same: <code>porchlight audit list --json</code>
      </p>
      <Radio.Group label="Format" value={format} onChange={(next) => setFormat(next)}>
        <div className={css['choices']}>
          <Radio value="jsonl" label="JSON lines, with everything" disabled={isWorking} />
          <Radio value="csv" label="CSV, for spreadsheets" disabled={isWorking} />
        </div>
      </Radio.Group>
      <div role="status" className={css['check']}>
        {isWorking && (
          <>
            <p>{standing.events.toLocaleString('en')} events so far</p>
            <Progress value={standing.share * 100} color="ember" animated aria-label="Progress of the export" />
          </>
        )}
        {standing.kind === 'done' && <p>{standing.events.toLocaleString('en')} events were saved.</p>}
        {standing.kind === 'failed' && <Problem of={standing.error} />}
      </div>
      <div className={css['buttons']}>
        <Button onClick={leave}>{isWorking ? 'Cancel' : 'Close'}</Button>
        <Button variant="filled" loading={isWorking} onClick={() => void start()}>
          Save file
        </Button>
      </div>
    </div>
  );
}

/** @param tell takes each step; false stops. @returns how many were saved; undefined when it was stopped */
async function save(
  query: Props['query'],
  format: Format,
  tell: (standing: Standing) => boolean,
): Promise<number | undefined> {
  const lines: string[] = format === 'csv' ? [csvHead] : [];
  let events = 0;
  let first: number | undefined;
  let after: string | null = null;
  do {
    const page: { readonly items: readonly AuditEventItem[]; readonly next: string | null } = await askServer(
      'listAuditEvents',
      { query: { ...query, limit: 200, ...(after === null ? {} : { after }) } },
    );
    lines.push(...page.items.map((event) => (format === 'csv' ? csvLine(event) : `${JSON.stringify(event)}\n`)));
    events += page.items.length;
    first ??= page.items[0]?.sequence;
    const last = page.items.at(-1)?.sequence ?? 1;
    if (!tell({ kind: 'working', events, share: first === undefined ? 0 : 1 - (last - 1) / first })) return undefined;
    after = page.next;
  } while (after !== null);
  download(lines, format);
  return events;
}

function download(lines: readonly string[], format: Format): void {
  const type = format === 'csv' ? 'text/csv;charset=utf-8' : 'application/jsonl';
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([...lines], { type }));
  link.download = `audit-events.${format}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
