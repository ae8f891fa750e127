/** A button for a change: an auditor sees it, disabled, with the reason. */
import { Button, type ButtonProps, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { useMayChange } from '../link/who.tsx';

/** Why it is disabled. */
export const auditorReason = 'You are an auditor: you may look, and change nothing.';

/** Shows it. */
export function ChangeButton({
  children,
  onClick,
  disabled = false,
  type = 'button',
  ...rest
}: ButtonProps & {
  readonly children: ReactNode;
  readonly onClick?: () => void;
  readonly type?: 'button' | 'submit';
}) {
  const mayChange = useMayChange();
  if (mayChange) {
    return (
      <Button type={type} disabled={disabled} {...rest} {...(onClick ? { onClick } : {})}>
        {children}
      </Button>
    );
  }
  // It can still be reached by keyboard, so that the reason can be read.
  return (
    <Tooltip label={auditorReason}>
      <Button type="button" {...rest} aria-disabled data-disabled onClick={(event) => event.preventDefault()}>
        {children}
      </Button>
    </Tooltip>
  );
}
