/** Text of machines: ids, keys, commands; with a button that copies it where that is useful. */
import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import css from './code.module.css';

/** Shows it. `block`: on lines of its own, wrapped; else within a line. */
export function Code({
  children,
  copyable = false,
  block = false,
  label = 'Copy',
}: {
  readonly children: string;
  readonly copyable?: boolean;
  readonly block?: boolean;
  /** What is copied, for those who hear it. */
  readonly label?: string;
}) {
  return (
    <span className={css['code']} data-block={block || undefined}>
      <code>{children}</code>
      {copyable && (
        <CopyButton value={children}>
          {({ copied, copy }) => (
            <Tooltip label={copied ? 'Copied' : label}>
              <ActionIcon size="xs" aria-label={copied ? 'Copied' : label} onClick={copy}>
                {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
              </ActionIcon>
            </Tooltip>
          )}
        </CopyButton>
      )}
    </span>
  );
}
