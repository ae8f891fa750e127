/** Recomputes the chain, a stretch at a time, so that it can be seen how far it is. */
import { Button, Modal, Progress } from '@mantine/core';
import { IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { OperationResponse } from '#api/operations.ts';
import { askServer } from '../../link/client.ts';
import { Code } from '../../parts/code.tsx';
import { Problem } from '../../parts/problem.tsx';
import css from './audit.module.css';

/** Events of one request. */
const stretch = 20_000;

type Verification = OperationResponse<'verifyAudit'>;

type Standing =
  | { readonly kind: 'working'; readonly done: number; readonly all: number }
  | { readonly kind: 'done'; readonly result: Verification; readonly events: number }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Checks as soon as it is opened. */
export function ChainCheck({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  return (
    <Modal opened={isOpen} onClose={onClose} title="Check of the audit chain">
      {isOpen && <Check onClose={onClose} />}
    </Modal>
  );
}

function Check({ onClose }: { readonly onClose: () => void }) {
  const [standing, setStanding] = useState<Standing>({ kind: 'working', done: 0, all: 0 });
  const isOver = useRef(false);
  useEffect(() => {
    isOver.current = false;
    void walk((next) => {
      if (!isOver.current) setStanding(next);
      return !isOver.current;
    });
    return () => {
      isOver.current = true;
    };
  }, []);
  return (
    <div className={css['check']} role="status">
      {standing.kind === 'working' && (
        <>
          <p>
            {standing.done.toLocaleString('en')} of {standing.all.toLocaleString('en')} events
          </p>
          <Progress
            value={standing.all === 0 ? 0 : (standing.done / standing.all) * 100}
            color="ember"
            aria-label="Progress of the check"
          />
        </>
      )}
      {standing.kind === 'failed' && <Problem of={standing.error} />}
      {standing.kind === 'done' && <Result {...standing} />}
      <div className={css['buttons']}>
        <Button onClick={onClose}>{standing.kind === 'working' ? 'Cancel' : 'Close'}</Button>
      </div>
    </div>
  );
}

function Result({ result, events }: { readonly result: Verification; readonly events: number }) {
  if (result.result === 'broken') {
    return (
      <>
        <p className={css['verdict']} data-tone="bad">
          <IconShieldX size={20} aria-hidden /> The chain is broken at event {result.sequence.toLocaleString('en')}:{' '}
          {faults[result.reason]}
        </p>
        <p>Somebody has changed the database. Compare it with a backup from before, and look who could reach it.</p>
      </>
    );
  }
  return (
    <>
      <p className={css['verdict']} data-tone="good">
        <IconShieldCheck size={20} aria-hidden /> All {events.toLocaleString('en')} events are as they were written.
      </p>
      <p>Note the head of the chain somewhere else: it shows later whether the whole chain was written anew.</p>
      <Code block copyable label="Copy the head">{`${result.head.sequence} ${result.head.hash}`}</Code>
    </>
  );
}

const faults: Readonly<Record<Extract<Verification, { result: 'broken' }>['reason'], string>> = {
  changed: 'it was changed.',
  missing: 'it is missing.',
  reordered: 'it stood elsewhere.',
  truncated: 'the chain was longer once.',
  'beyond-head': 'it was added without the chain.',
  'head-changed': 'the head does not fit it.',
};

/** @param tell takes each step; false stops */
async function walk(tell: (standing: Standing) => boolean): Promise<void> {
  try {
    const { lastAuditEvent: all } = await askServer('showStatus', {});
    let events = 0;
    for (let from = 1; ; from += stretch) {
      if (!tell({ kind: 'working', done: from - 1, all })) return;
      const isLast = from + stretch > all;
      const result = await askServer('verifyAudit', { query: { from, ...(isLast ? {} : { to: from + stretch - 1 }) } });
      if (result.result === 'intact') events += result.events;
      if (isLast || result.result === 'broken') {
        tell({ kind: 'done', result, events });
        return;
      }
    }
  } catch (error) {
    tell({ kind: 'failed', error });
  }
}
