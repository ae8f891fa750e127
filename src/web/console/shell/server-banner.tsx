/** Says that the server does not answer, for as long as it does not. */
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useLinkState } from '../link/live.ts';
import css from './server-banner.module.css';

/** Shows it. */
export function ServerBanner() {
  const isAway = useLinkState() === 'away';
  return (
    <div role="status" className={isAway ? css['banner'] : css['none']}>
      {isAway && (
        <>
          <IconPlugConnectedX size={16} aria-hidden />
          <span>The server does not answer. Trying again; what you have typed stays.</span>
        </>
      )}
    </div>
  );
}
