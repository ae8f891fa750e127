/** The theme as a style sheet, made when the console is built: variables of the components, for light and for dark. */
import { convertCssVariables, DEFAULT_THEME, defaultCssVariablesResolver, mergeMantineTheme } from '@mantine/core';
import { consoleVariables, theme } from './theme.ts';

/** The style sheet. */
export function themeCss(): string {
  const merged = mergeMantineTheme(DEFAULT_THEME, theme);
  const usual = defaultCssVariablesResolver(merged);
  const own = consoleVariables;
  return convertCssVariables({
    variables: { ...usual.variables, ...own.variables },
    light: { ...usual.light, '--mantine-color-scheme': 'light', ...own.light },
    dark: { ...usual.dark, '--mantine-color-scheme': 'dark', ...own.dark },
  });
}
