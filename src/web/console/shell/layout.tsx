/** The frame of the console: navigation, the page, and what lies over both. */
import { Loader } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Suspense, useEffect, useRef } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { ErrorBoundary } from './error-boundary.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { Page } from '../parts/page.tsx';
import { focusPage } from '../parts/page-focus.ts';
import { pages, preparePages } from '../pages.tsx';
import css from './layout.module.css';
import { MobileBar } from './mobile-bar.tsx';
import { Navigation } from './navigation.tsx';
import { Palette } from './palette.tsx';
import { ServerBanner } from './server-banner.tsx';
import { Shortcuts } from './shortcuts.tsx';

/** Shows it. */
export function Layout() {
  const [isHelpOpen, help] = useDisclosure(false);
  const [location] = useLocation();
  const isFirst = useRef(true);
  useEffect(() => preparePages(), []);
  useEffect(() => {
    if (!isFirst.current) focusPage();
    isFirst.current = false;
  }, [location]);
  return (
    <div className={css['layout']}>
      <a className={css['skip']} href="#content">
        Skip to the page
      </a>
      <div className={css['side']}>
        <Navigation onHelp={help.open} />
      </div>
      <div className={css['main']}>
        <MobileBar onHelp={help.open} />
        <ServerBanner />
        <main id="content" tabIndex={-1} className={css['content']}>
          <ErrorBoundary key={location}>
            <Suspense fallback={<Waiting />}>
              <Places />
            </Suspense>
          </ErrorBoundary>
        </main>
      </div>
      <Palette />
      <Shortcuts isHelpOpen={isHelpOpen} onHelp={help.open} onClose={help.close} />
    </div>
  );
}

function Places() {
  return (
    <Switch>
      {pages.map(({ path, program: { Component: Place } }) => (
        <Route key={path} path={path}>
          <Place />
        </Route>
      ))}
      <Route path="/overview">
        <Redirect to="/" replace />
      </Route>
      <Route>
        <Page title="There is no such page">
          <EmptyState
            title="Nothing is at this address"
            text="Choose a page at the side, or press Ctrl K and type what you look for."
          />
        </Page>
      </Route>
    </Switch>
  );
}

function Waiting() {
  return (
    <div className={css['waiting']} role="status" aria-label="Loading the page">
      <Loader size="sm" color="ember" />
    </div>
  );
}
