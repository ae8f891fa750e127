/** Free data, as JSON. */
import { Textarea } from '@mantine/core';
import { useEffect, useState } from 'react';
import { isPlanObject, isSame } from '../draft/plan-object.ts';
import { ariaOf, type ControlProps } from './control-props.ts';

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text.trim() === '' ? '{}' : text);
    return isPlanObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Shows it. What is no JSON stays in the field and changes nothing. */
export function JsonControl(props: ControlProps) {
  const { value, onChange } = props;
  const [text, setText] = useState(() => JSON.stringify(value ?? {}, undefined, 2));
  const own = parsed(text);
  useEffect(() => {
    setText((before) => (isSame(parsed(before), value ?? {}) ? before : JSON.stringify(value ?? {}, undefined, 2)));
  }, [value]);
  const change = (next: string) => {
    setText(next);
    const object = parsed(next);
    if (object !== undefined) onChange(object);
  };
  return (
    <Textarea
      {...ariaOf(props)}
      error={own === undefined ? 'This is no JSON object; the plan keeps what it had.' : props.isWrong}
      value={text}
      autosize
      minRows={3}
      maxRows={14}
      spellCheck={false}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '12px' } }}
      onChange={({ currentTarget }) => change(currentTarget.value)}
    />
  );
}
