/** Sets of methods that a rule lists itself. */
import type { FactorMethod } from '../purpose.ts';
import type { Found, LintRule } from './lint-rule.ts';

const weakAlone: ReadonlySet<FactorMethod> = new Set(['code', 'number', 'recovery-code']);

/** Sets that are weaker or other than they look. */
export const ownCombinations: LintRule = ({ rules }, { takesCertificates }) =>
  rules.flatMap(({ name, require }): Found[] => {
    if (typeof require === 'string') return [];
    return require.flatMap((set, index): Found[] => {
      const about = set.join(' with ');
      const isWeak = set.every((method) => weakAlone.has(method)) && new Set(set).size === 1;
      const holdsOther = require.some(
        (other, place) =>
          place !== index &&
          other.every((method) => set.includes(method)) &&
          (other.length < set.length || place < index),
      );
      return [
        ...(isWeak ? [{ code: 'combination_single_factor', rule: name, about } as const] : []),
        ...(holdsOther ? [{ code: 'combination_redundant', rule: name, about } as const] : []),
        ...(set.includes('certificate') && !takesCertificates
          ? [{ code: 'certificate_sign_in_off', rule: name, about } as const]
          : []),
      ];
    });
  });
