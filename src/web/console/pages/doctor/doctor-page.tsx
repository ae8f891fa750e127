/** The sign-in doctor: a Mac, a text or both, and the answer. */
import { Button, Loader, Switch } from '@mantine/core';
import { IconBook2 } from '@tabler/icons-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { Card, Page } from '../../parts/page.tsx';
import { Problem } from '../../parts/problem.tsx';
import { usePerform } from '../../parts/use-operation.ts';
import type { Diagnosis } from '#api/doctor.ts';
import { Answer } from './answer.tsx';
import css from './doctor.module.css';
import { MacField } from './mac-field.tsx';
import { showLine } from './show-line.ts';
import { TextField } from './text-field.tsx';

/** The page. With `?serial=` in its address it asks about that Mac at once. */
export default function DoctorPage() {
  const [params, setParams] = useSearchParams();
  const given = params.get('serial') ?? '';
  const [serial, setSerial] = useState(given);
  const [text, setText] = useState('');
  const [isLive, setLive] = useState(true);
  const [asked, setAsked] = useState<{ readonly diagnosis: Diagnosis; readonly text: string }>();
  const field = useRef<HTMLTextAreaElement>(null);
  const { perform, isPending, problem } = usePerform('askDoctor', { quiet: true });
  const ask = async (serialNumber: string) => {
    const body = {
      live: isLive,
      ...(serialNumber === '' ? {} : { serialNumber }),
      ...(text.trim() === '' ? {} : { text }),
    };
    const diagnosis = await perform({ body });
    if (diagnosis === undefined) return;
    setAsked({ diagnosis, text });
  };
  // The verdict takes the focus, so that it is read out (WCAG 2.2, 4.1.3).
  useEffect(() => {
    if (asked && !isPending) document.querySelector<HTMLElement>('[data-verdict]')?.focus();
  }, [asked, isPending]);
  useEffect(() => {
    if (given !== '') void ask(given);
    // Once, for the address that somebody came by.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const named = serial.trim();
    if (named !== given) setParams(named === '' ? {} : { serial: named }, { replace: true });
    void ask(named);
  };
  const isEmpty = serial.trim() === '' && text.trim() === '';
  const onShow =
    asked !== undefined && asked.text !== '' && asked.text === text
      ? (line: number) => showLine(field.current, line)
      : undefined;
  return (
    <Page
      title="Sign-in doctor"
      lead="Name a Mac, paste what it prints, or both. The doctor says where the way to a signed-in Mac stopped, by which evidence, and what to do. It changes nothing."
      actions={
        <Button component={Link} href="/doctor/causes" leftSection={<IconBook2 size={15} aria-hidden />}>
          Known causes
        </Button>
      }
    >
      <Card>
        <form onSubmit={submit} className={css['form']}>
          <div className={css['side']}>
            <MacField value={serial} onChange={setSerial} />
            <Switch
              label="Ask the hosts now"
              description="Association files here and at Apple, and TLS certificates; up to five seconds."
              checked={isLive}
              onChange={({ currentTarget }) => setLive(currentTarget.checked)}
            />
          </div>
          <TextField value={text} onChange={setText} field={field} />
          <div className={css['go']}>
            <Button fullWidth type="submit" variant="filled" size="sm" disabled={isEmpty} loading={isPending}>
              Examine
            </Button>
          </div>
        </form>
      </Card>
      <div role="status" className={css['progress']} data-shown={isPending || undefined}>
        {isPending && (
          <>
            <Loader size={16} aria-hidden />
            <span>{progressOf({ serial, text, isLive })}</span>
          </>
        )}
      </div>
      <Problem of={problem} />
      {asked && !isPending && <Answer of={asked.diagnosis} onShow={onShow} />}
    </Page>
  );
}

function progressOf({
  serial,
  text,
  isLive,
}: {
  readonly serial: string;
  readonly text: string;
  readonly isLive: boolean;
}): string {
  const parts = [
    ...(text.trim() === '' ? [] : ['reading the text']),
    ...(serial.trim() === '' ? [] : ['looking at what is known of the Mac']),
    ...(isLive ? ['asking hosts, and Apple'] : []),
  ];
  return `Now ${parts.join(', ')} ...`;
}
