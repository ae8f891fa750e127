/** Hosts that the app may speak for, each with how a Mac gets the association file. */
import { ActionIcon, Button, Checkbox, TextInput, Tooltip } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { isPlanObject } from '../draft/plan-object.ts';
import type { ControlProps } from './control-props.ts';
import css from './rows.module.css';

interface Domain {
  readonly host: string;
  readonly enableDirectDownloads: boolean;
}

function domainsOf(value: unknown): readonly Domain[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isPlanObject).map((one) => ({
    host: typeof one['host'] === 'string' ? one['host'] : '',
    enableDirectDownloads: one['enableDirectDownloads'] !== false,
  }));
}

/** Shows it. */
export function DomainsControl({ value, onChange, isDisabled, labelledBy, describedBy, id }: ControlProps) {
  const domains = domainsOf(value);
  const replace = (index: number, domain: Domain) =>
    onChange(domains.map((one, place) => (place === index ? domain : one)));
  return (
    <div
      role="group"
      id={id}
      tabIndex={-1}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      className={css['rows']}
    >
      {domains.map((domain, index) => (
        <div key={index} className={css['row']}>
          <TextInput
            aria-label={`Host ${index + 1}`}
            placeholder="id.example.org"
            value={domain.host}
            disabled={isDisabled}
            spellCheck={false}
            onChange={({ currentTarget }) => replace(index, { ...domain, host: currentTarget.value })}
          />
          <Tooltip label="The Mac fetches the association file from the host itself, past Apple’s cache.">
            <Checkbox
              label="Direct"
              checked={domain.enableDirectDownloads}
              disabled={isDisabled}
              onChange={({ currentTarget }) =>
                replace(index, { ...domain, enableDirectDownloads: currentTarget.checked })
              }
            />
          </Tooltip>
          <ActionIcon
            aria-label={`Remove host ${index + 1}`}
            disabled={isDisabled}
            onClick={() => onChange(domains.filter((_, place) => place !== index))}
          >
            <IconTrash size={15} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <Button
        className={css['add'] ?? ''}
        size="compact-xs"
        variant="subtle"
        leftSection={<IconPlus size={14} aria-hidden />}
        disabled={isDisabled}
        onClick={() => onChange([...domains, { host: '', enableDirectDownloads: true }])}
      >
        Add a host
      </Button>
    </div>
  );
}
