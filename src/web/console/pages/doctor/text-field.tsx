/** What the Mac printed: pasted, dropped or chosen as a file. It stays in this page. */
import { Button, Textarea } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { type DragEvent, type RefObject, useRef, useState } from 'react';
import { mostDoctorCharacters } from '#api/doctor.ts';
import css from './doctor.module.css';

/** Shows it. */
export function TextField({
  value,
  onChange,
  field,
}: {
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly field: RefObject<HTMLTextAreaElement | null>;
}) {
  const chooser = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const [name, setName] = useState<string>();
  const take = (file: File | undefined) => {
    if (file === undefined) return;
    setName(file.name);
    // A log may be larger than what is looked at: its end is what happened last.
    void file.text().then((text) => onChange(text.slice(-mostDoctorCharacters)));
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  const lines = value === '' ? 0 : value.split('\n').length;
  return (
    <div
      className={css['drop']}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Textarea
        ref={field}
        label="What the Mac prints"
        description="Of “app-sso platform -s”, of “log show”, of “swcutil show” or a profile. It is read and not kept."
        placeholder={'Paste it here, or drop a file.'}
        value={value}
        onChange={({ currentTarget }) => {
          setName(undefined);
          onChange(currentTarget.value);
        }}
        rows={9}
        maxLength={mostDoctorCharacters}
        spellCheck={false}
        autoComplete="off"
        classNames={{ input: css['text'] ?? '' }}
      />
      <div className={css['under']}>
        <Button
          size="compact-xs"
          leftSection={<IconUpload size={13} aria-hidden />}
          onClick={() => chooser.current?.click()}
        >
          Choose a file
        </Button>
        {value !== '' && (
          <Button size="compact-xs" onClick={() => onChange('')}>
            Clear
          </Button>
        )}
        <span className={css['count']}>
          {lines === 0
            ? ''
            : `${name === undefined ? '' : `${name.slice(0, 40)}, `}${lines.toLocaleString('en')} ${lines === 1 ? 'line' : 'lines'}`}
        </span>
      </div>
      <input
        ref={chooser}
        type="file"
        hidden
        aria-label="A file to read"
        accept=".txt,.log,.json,.mobileconfig,.plist,text/*"
        onChange={({ currentTarget }) => {
          take(currentTarget.files?.[0]);
          currentTarget.value = '';
        }}
      />
    </div>
  );
}
