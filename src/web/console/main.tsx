/** The console: what administrators and auditors see and do, in a browser. */
import './schemas-as-they-are.ts';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import 'virtual:theme.css';
import './style.css';
import { createRoot } from 'react-dom/client';
import { App } from './shell/app.tsx';

const root = document.querySelector('#app');
if (root) createRoot(root).render(<App />);
