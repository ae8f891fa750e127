/** For how long an earlier sign-in counts. */
import { Select } from '@mantine/core';
import { freshnessWords } from './policy-words.ts';

const usual = [0, 300, 900, 3600, 14_400, 28_800, 86_400, 604_800] as const;

/** Shows it. */
export function FreshnessField({
  freshness,
  onChange,
}: {
  readonly freshness: number | undefined;
  readonly onChange: (seconds: number | undefined) => void;
}) {
  const seconds = [...new Set([...usual, ...(freshness === undefined ? [] : [freshness])])].toSorted((a, b) => a - b);
  return (
    <Select
      label="An earlier sign-in counts"
      description="Where it holds what the rule asks. Older ones are asked again."
      value={freshness === undefined ? '' : String(freshness)}
      onChange={(next) => onChange(next === null || next === '' ? undefined : Number(next))}
      data={[
        { value: '', label: freshnessWords(undefined) },
        ...seconds.map((one) => ({ value: String(one), label: freshnessWords(one) })),
      ]}
    />
  );
}
