/** The console: what surrounds every page. */
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { Route, Router, Switch } from 'wouter';
import { queries } from '../link/queries.ts';
import { theme } from '../theme.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { Layout } from './layout.tsx';
import { SessionGate } from './session-gate.tsx';
import { SignedIn } from './signed-in.tsx';

// The same place as public/colour-scheme.js reads before the first paint.
const colours = localStorageColorSchemeManager({ key: 'porchlight-console-colours' });

/** Everything. Variables come from a style sheet: the policy of the page forbids style elements (theme-css.ts). */
export function App() {
  return (
    <MantineProvider
      theme={theme}
      colorSchemeManager={colours}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <Notifications position="bottom-right" limit={4} />
      <QueryClientProvider client={queries}>
        <Router base="/console">
          <ErrorBoundary>
            <Switch>
              <Route path="/signed-in" component={SignedIn} />
              <Route>
                <SessionGate>
                  <Layout />
                </SessionGate>
              </Route>
            </Switch>
          </ErrorBoundary>
        </Router>
      </QueryClientProvider>
    </MantineProvider>
  );
}
