/** How an authority is trusted: its certificate, the rules in their order, its revocation list. */
import { Button, Checkbox, FileInput, Select, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { CardAuthority } from '#api/smart-cards.ts';
import { Problem } from '../../parts/problem.tsx';
import { usePerform } from '../../parts/use-operation.ts';
import { certificateText } from './certificate-file.ts';
import { ruleNames } from './rule-names.ts';

type Rule = CardAuthority['rules'][number];

const allRules: readonly Rule[] = [
  'subject-alternative-name-upn',
  'rfc822-name',
  'subject-key-identifier',
  'issuer-and-serial',
];
const usualRules: readonly Rule[] = ['subject-alternative-name-upn', 'subject-key-identifier', 'issuer-and-serial'];

/** The form: of a new authority, or of one that is trusted. */
export function AuthorityForm({
  authority,
  onClose,
}: {
  readonly authority?: CardAuthority;
  readonly onClose: () => void;
}) {
  const [file, setFile] = useState<File | null>(null);
  const [rules, setRules] = useState<readonly Rule[]>(authority?.rules ?? usualRules);
  const [address, setAddress] = useState(authority?.revocationListUrl ?? '');
  const [stale, setStale] = useState<CardAuthority['staleRevocation']>(authority?.staleRevocation ?? 'refuse');
  const options = { invalidates: ['listCardAuthorities'] as const, quiet: true, onDone: onClose };
  const add = usePerform('addCardAuthority', { ...options, done: 'Its cards are trusted.' });
  const change = usePerform('changeCardAuthority', { ...options, done: 'The changes are saved.' });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const settings = { rules: [...rules], staleRevocation: stale, revocationListUrl: address === '' ? null : address };
    if (authority) await change.perform({ params: { authority: authority.id }, body: settings });
    else if (file) await add.perform({ body: { certificate: await certificateText(file), ...settings } });
  };
  const problem = add.problem ?? change.problem;
  const toggle = (rule: Rule, isOn: boolean) =>
    setRules(allRules.filter((one) => (one === rule ? isOn : rules.includes(one))));
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        {!authority && (
          <FileInput
            label="Certificate of the authority"
            description="PEM or DER."
            placeholder="Choose a file"
            required
            value={file}
            onChange={setFile}
            error={problem?.members['certificate']}
          />
        )}
        <Checkbox.Group
          label="A card finds its person by"
          description="Asked in this order; the last two know bound cards only."
          value={[...rules]}
        >
          <Stack gap={6} mt={6}>
            {allRules.map((rule) => (
              <Checkbox
                key={rule}
                value={rule}
                label={ruleNames[rule]}
                onChange={({ currentTarget }) => toggle(rule, currentTarget.checked)}
              />
            ))}
          </Stack>
        </Checkbox.Group>
        <TextInput
          label="Address of its revocation list"
          description="Fetched each hour. http or https."
          placeholder="http://pki.example.org/cards.crl"
          value={address}
          onChange={({ currentTarget }) => setAddress(currentTarget.value)}
          error={problem?.members['revocationListUrl']}
        />
        <Select
          label="Without a list that is up to date"
          value={stale}
          onChange={(value) => setStale(value ?? 'refuse')}
          data={[
            { value: 'refuse', label: 'Refuse its cards' },
            { value: 'accept', label: 'Accept its cards, as far as is known' },
          ]}
        />
        <Problem of={problem} />
        <div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            variant="filled"
            loading={add.isPending || change.isPending}
            disabled={!authority && file === null}
          >
            {authority ? 'Save' : 'Trust'}
          </Button>
        </div>
      </Stack>
    </form>
  );
}
