/** The Mac that is asked about, found by the beginning of its serial number or name. */
import { Autocomplete } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useOperation } from '../../parts/use-operation.ts';

const most = 8;

/** Shows it. */
export function MacField({ value, onChange }: { readonly value: string; readonly onChange: (serial: string) => void }) {
  const [search] = useDebouncedValue(value.trim(), 180);
  const query = search === '' ? { limit: most } : { limit: most, search };
  const { data } = useOperation('listMacs', { query }, { keep: true });
  const names = new Map(data?.items.map(({ serialNumber, name }) => [serialNumber, name]));
  return (
    <Autocomplete
      size="xs"
      label="Mac"
      description="Type a part of its serial number or name, and choose it. Empty: a text alone."
      placeholder="C02…"
      value={value}
      onChange={onChange}
      data={[...names.keys()]}
      // The server has searched already.
      filter={({ options }) => options}
      renderOption={({ option }) => <MacOption serial={option.value} name={names.get(option.value) ?? null} />}
      maxLength={64}
      autoComplete="off"
      spellCheck={false}
      comboboxProps={{ shadow: 'md' }}
    />
  );
}

function MacOption({ serial, name }: { readonly serial: string; readonly name: string | null }) {
  return (
    <span>
      {serial}
      {name !== null && <small> {name.slice(0, 60)}</small>}
    </span>
  );
}
