/** Lets in whoever is signed in; everybody else is led to the sign-in, and back to where they were. */
import { Button, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { useLocation, useRouter } from 'wouter';
import { ApiError } from '#api/error.ts';
import { askServer } from '../link/client.ts';
import { connectLive, disconnectLive } from '../link/live.ts';
import { endedCodes, useSessionState } from '../link/session-state.ts';
import { type Who, WhoProvider } from '../link/who.tsx';
import { preparePage } from '../pages.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { SignInSheet } from './sign-in-sheet.tsx';
import css from './session-gate.module.css';

/** Asks who it is. */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const { parser } = useRouter();
  const [path] = useLocation();
  const { data, error, refetch } = useQuery({
    queryKey: ['who'],
    // The program of the first page comes meanwhile.
    queryFn: async () => (await Promise.all([findWho(), preparePage(path, parser)]))[0],
    meta: { live: ['users'] },
  });
  const state = useSessionState();
  const isOut = data === undefined && error instanceof ApiError && endedCodes.has(error.code);
  useEffect(() => {
    if (isOut) location.assign(`/console/sign-in?next=${encodeURIComponent(here())}`);
  }, [isOut]);
  const isIn = data !== undefined && state === 'lasting';
  useEffect(() => {
    if (!isIn) return undefined;
    connectLive();
    return disconnectLive;
  }, [isIn]);
  if (data !== undefined) {
    return (
      <WhoProvider who={data}>
        {children}
        {state === 'over' && <SignInSheet userId={data.user.id} />}
      </WhoProvider>
    );
  }
  if (error && !isOut) return <Away onRetry={() => void refetch()} />;
  return (
    <div className={css['waiting']} role="status" aria-label="Opening the console">
      <Loader size="sm" color="ember" />
    </div>
  );
}

async function findWho(): Promise<Who> {
  const session = await askServer('showSession', {});
  const { user } = await askServer('getUser', { params: { user: session.userId ?? '' } });
  return { session, user, role: session.role };
}

function here(): string {
  return `${location.pathname}${location.search}`;
}

function Away({ onRetry }: { readonly onRetry: () => void }) {
  useEffect(() => {
    const timer = setInterval(onRetry, 2000);
    return () => clearInterval(timer);
  }, [onRetry]);
  return (
    <main className={css['waiting']}>
      <EmptyState
        title="The server does not answer"
        text="The console tries again by itself."
        action={<Button onClick={onRetry}>Try now</Button>}
      />
    </main>
  );
}
