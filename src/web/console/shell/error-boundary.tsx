/** A page that failed leaves the rest of the console as it is. */
import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { EmptyState } from '../parts/empty-state.tsx';

interface Props {
  readonly children: ReactNode;
}

/** Shows its children, or that they failed. */
export class ErrorBoundary extends Component<Props, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    // After an update of the server the files of the old pages are gone.
    const isOutdated = error instanceof Error && /import|fetch|preload|module/i.test(error.message);
    return (
      <div role="alert">
        <EmptyState
          title={isOutdated ? 'This page could not be loaded' : 'This page has failed'}
          text={
            isOutdated
              ? 'The server may have been updated, or it does not answer. Load the console again.'
              : `${error instanceof Error ? error.message : 'Something went wrong.'} Load the console again; if it fails again, tell whoever runs the server.`
          }
          action={<Button onClick={() => location.reload()}>Load again</Button>}
        />
      </div>
    );
  }
}
