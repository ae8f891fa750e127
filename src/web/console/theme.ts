/**
 * How the console looks, chosen once: ink on warm paper, and the light of the porch where something is chosen or wants to be
 * seen. Controls are small and quiet, since pages are dense. Everything else takes its colours from the variables made here
 * (theme-css.ts), which both schemes define.
 */
import {
  createTheme,
  type CSSVariablesResolver,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core';

const ink: MantineColorsTuple = [
  '#f7f6f4',
  '#efedea',
  '#e2dfda',
  '#cbc6bf',
  '#a8a199',
  '#857e76',
  '#67615a',
  '#4a4540',
  '#332f2b',
  '#221f1c',
];

const ember: MantineColorsTuple = [
  '#fff6ea',
  '#ffe9cc',
  '#fdd29b',
  '#f8b765',
  '#f2a03c',
  '#e0861c',
  '#c06a0c',
  '#9c5208',
  '#7d410b',
  '#5f330c',
];

const dark: MantineColorsTuple = [
  '#e9e6e1',
  '#c2bcb4',
  '#a59e95',
  '#7d766e',
  '#57524c',
  '#3d3935',
  '#2e2b28',
  '#242220',
  '#1c1a18',
  '#141211',
];

/** The most important button of a page is ink, and paper where the page is dark. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const usual = defaultVariantColorsResolver(input);
  if (input.variant !== 'filled' || (input.color !== undefined && input.color !== 'ember')) return usual;
  return { ...usual, background: 'var(--ink)', hover: 'var(--ink-hover)', color: 'var(--on-ink)' };
};

const closing = { closeButtonProps: { 'aria-label': 'Close' } };

/** The theme of every component. */
export const theme = createTheme({
  primaryColor: 'ember',
  primaryShade: { light: 7, dark: 6 },
  variantColorResolver,
  colors: { ink, ember, dark },
  black: '#221f1c',
  fontFamily: '-apple-system, BlinkMacSystemFont, "SF Pro Text", Inter, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.4' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  radius: { xs: '3px', sm: '5px', md: '7px', lg: '10px', xl: '16px' },
  defaultRadius: 'md',
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '20px', lineHeight: '1.3' },
      h2: { fontSize: '15px', lineHeight: '1.4' },
      h3: { fontSize: '13px', lineHeight: '1.4' },
      h4: { fontSize: '13px', lineHeight: '1.4' },
    },
  },
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'xs', variant: 'default' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    TextInput: { defaultProps: { size: 'xs' } },
    PasswordInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs', allowDeselect: false, comboboxProps: { shadow: 'md' } } },
    MultiSelect: { defaultProps: { size: 'xs' } },
    TagsInput: { defaultProps: { size: 'xs' } },
    ColorInput: { defaultProps: { size: 'xs' } },
    FileInput: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    Radio: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'sm', withThumbIndicator: false } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Table: { defaultProps: { verticalSpacing: 6, horizontalSpacing: 12 } },
    // What locks scrolling makes style elements, which the policy of the page forbids; the style sheet does it instead.
    Modal: {
      defaultProps: { ...closing, lockScroll: false, centered: true, overlayProps: { backgroundOpacity: 0.35 } },
    },
    Drawer: {
      defaultProps: { ...closing, lockScroll: false, position: 'right', overlayProps: { backgroundOpacity: 0.35 } },
    },
    Spotlight: { defaultProps: { lockScroll: false, overlayProps: { backgroundOpacity: 0.35, blur: 0 } } },
    SpotlightRoot: { defaultProps: { lockScroll: false } },
    Tooltip: {
      defaultProps: { events: { hover: true, focus: true, touch: true }, openDelay: 250, multiline: true, maw: 320 },
    },
    Notification: { defaultProps: closing },
    // A placeholder for the focus would be a child that a menu must not have (WAI-ARIA 1.2, "menu").
    Menu: { defaultProps: { shadow: 'md', position: 'bottom-end', withInitialFocusPlaceholder: false } },
    Paper: { defaultProps: { radius: 'lg' } },
    Anchor: { defaultProps: { underline: 'hover' } },
  },
});

/** Variables of ours, beside those of the components. */
export const consoleVariables: ReturnType<CSSVariablesResolver> = {
  variables: { '--nav-width': '228px', '--page-width': '1180px' },
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#221f1c',
    '--mantine-color-dimmed': '#67615a',
    '--mantine-color-placeholder': '#7a736b',
    '--mantine-color-anchor': '#8a4706',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-default-border': '#d9d5cf',
    '--mantine-color-default-hover': '#f7f6f4',
    '--ink': '#221f1c',
    '--ink-hover': '#3d3935',
    '--on-ink': '#ffffff',
    '--paper': '#f7f6f4',
    '--card': '#ffffff',
    '--line': '#e6e3de',
    '--hover': '#f3f1ee',
    '--chosen': '#ebe8e3',
    '--accent': '#9c5208',
    '--accent-soft': '#fff1df',
    '--focus': '#c06a0c',
    '--good': '#1b6b3a',
    '--good-soft': '#e5f4ea',
    '--warn': '#855400',
    '--warn-soft': '#fff2d9',
    '--bad': '#a8201a',
    '--bad-soft': '#fdeae8',
    '--info': '#2a5a92',
    '--info-soft': '#e8f0fa',
    '--still': '#5c564f',
    '--still-soft': '#efedea',
    '--chart-strong': '#c06a0c',
    '--chart-soft': '#f3c88d',
    '--chart-bad': '#b3392f',
    '--shade': '0 1px 2px rgb(34 31 28 / 5%)',
  },
  dark: {
    '--mantine-color-body': '#1a1817',
    '--mantine-color-text': '#e9e6e1',
    '--mantine-color-dimmed': '#a59e95',
    '--mantine-color-placeholder': '#8d867d',
    '--mantine-color-anchor': '#f2a65a',
    '--mantine-color-error': '#ff8a80',
    '--mantine-color-default': '#262321',
    '--mantine-color-default-border': '#3d3935',
    '--mantine-color-default-hover': '#2e2b28',
    '--ink': '#e9e6e1',
    '--ink-hover': '#ffffff',
    '--on-ink': '#1a1817',
    '--paper': '#131211',
    '--card': '#1c1a18',
    '--line': '#302d2a',
    '--hover': '#252220',
    '--chosen': '#302c29',
    '--accent': '#f2a65a',
    '--accent-soft': '#3a2813',
    '--focus': '#e0861c',
    '--good': '#7fd19b',
    '--good-soft': '#16301f',
    '--warn': '#f0bd62',
    '--warn-soft': '#382a10',
    '--bad': '#ff9a92',
    '--bad-soft': '#3d1a18',
    '--info': '#97c1f2',
    '--info-soft': '#182a40',
    '--still': '#b5aea5',
    '--still-soft': '#2b2825',
    '--chart-strong': '#e0861c',
    '--chart-soft': '#7d5523',
    '--chart-bad': '#d9645b',
    '--shade': 'none',
  },
};
