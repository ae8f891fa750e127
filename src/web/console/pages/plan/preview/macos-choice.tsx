/** Which macOS something is shown for. */
import { Select } from '@mantine/core';
import css from './preview.module.css';

/** Versions that differ in what they do with a plan. */
export const previewVersions = ['13', '14', '15', '15.4', '26', '26.2', '27'] as const;

/** Shows it. */
export function MacosChoice({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (next: string) => void;
}) {
  return (
    <Select
      label="macOS"
      className={css['version'] ?? ''}
      data={previewVersions.map((version) => ({ value: version, label: `macOS ${version}` }))}
      value={value}
      onChange={(next) => onChange(next ?? '27')}
    />
  );
}
